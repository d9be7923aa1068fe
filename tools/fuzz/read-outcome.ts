import { longestMessage, memoryLimit, timeLimit } from './limits.ts';
import type { Reader } from './reader.ts';

export interface ReadOutcome {
  readonly kind: 'ok' | 'refused' | 'bug';
  /** Of a bug: what is wrong, the same for every input that shows it. */
  readonly signature?: string;
  /** Of a bug, for people. */
  readonly detail?: string;
  readonly milliseconds: number;
  /** By how much the process grew, in bytes. */
  readonly memory: number;
}

export const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/; // eslint-disable-line no-control-regex

/** The first line of a stack that lies in a file of ours, without its position; else the first of all. */
function place(stack: string): string {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return (
    lines.find((line) => /packages|tools\/bootstrap/.test(line) && !line.includes('errors.')) ??
    lines[0] ??
    ''
  )
    .trim()
    .replace(/\(?file:\/\/.*\/(?=[^/]+$)/, '(')
    .replace(/:\d+:\d+\)?$/, ')');
}

/** A bug by what was thrown and where, without the details that differ between inputs. */
export function thrown(what: string, error: unknown): { signature: string; detail: string } {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const general = message.slice(0, 80).replace(/"[^"]*"?|'[^']*'?|\d+/g, '#');
  const said = general.replace(/[^\x20-\x7e]+/g, '?');
  return {
    signature: [what, name, said, place(stack)].join(': '),
    detail: stack.slice(0, 3000),
  };
}

/** A bug about the message of an error that has a code. */
function unfit(what: string, error: Error): { signature: string; detail: string } {
  return {
    signature: `${what}: ${place(error.stack ?? '')}`,
    detail: error.message.slice(0, 1000),
  };
}

let stray: unknown;
let strayed = false;
/** Errors that no `catch` sees are the fault of the input that is being read. */
export function catchStrays(): void {
  const note = (error: unknown) => ([stray, strayed] = [error, true]);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
}

const turn = () => new Promise((done) => setImmediate(done));

/** Reads an input and says how it ended, memory and time apart. */
async function attempt(
  reader: Reader,
  input: Uint8Array,
  folder: string,
): Promise<'ok' | 'refused' | { signature: string; detail: string }> {
  try {
    await reader.read(input, folder);
  } catch (error) {
    if (!reader.refuses(error)) return thrown('an error without a code', error);
    const { message } = error as Error;
    if (message.length > longestMessage) return unfit('a message too long', error as Error);
    if (controls.test(message)) return unfit('control characters in a message', error as Error);
    return 'refused';
  }
  return 'ok';
}

export async function judge(
  reader: Reader,
  input: Uint8Array,
  folder: string,
): Promise<ReadOutcome> {
  const before = peakMemory();
  const resident = process.memoryUsage.rss();
  const start = performance.now();
  const worked = process.cpuUsage();
  strayed = false;
  const found = await attempt(reader, input, folder);
  await turn();
  // Waiting for a processor that others use is not the reader's fault; one that never ends is stopped from outside.
  const { user, system } = process.cpuUsage(worked);
  const milliseconds = Math.min(performance.now() - start, (user + system) / 1000);
  const peak = peakMemory();
  const memory = peak > before ? peak - Math.min(before, resident) : 0;
  const measured = { milliseconds, memory };
  if (strayed)
    return { kind: 'bug', ...thrown('an error that nobody catches', stray), ...measured };
  if (typeof found !== 'string') return { kind: 'bug', ...found, ...measured };
  const over = (what: string, detail: string): ReadOutcome => ({
    kind: 'bug',
    signature: what,
    detail,
    ...measured,
  });
  if (memory > Math.max(memoryLimit(input.length), reader.memory ?? 0))
    return over('too much memory', `${memory} bytes for ${input.length}`);
  if (milliseconds > timeLimit(input.length))
    return over('too slow', `${milliseconds} ms for ${input.length} bytes`);
  return { kind: found, ...measured };
}
