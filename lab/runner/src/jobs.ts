import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { CommandEvent, Emit } from './events.ts';
import { exitCodes } from './explain.ts';
import type { JobsView } from './jobs-view.ts';
import { JobsTally } from './jobs-tally.ts';
import type { Tally } from './tally.ts';

/** A job's message to the command that started it: a line of text, or an event; the last event says how its runs ended. */
export type JobMessage = { readonly line: string } | CommandEvent;

/** The command's message that asks a job to save and stop after the current step. */
export const stopMessage = 'stop';

interface JobsOptions {
  readonly count: number;
  /** Starts a process of the same command, connected to this one by a channel; its stderr is a pipe. They are numbered from 1. */
  readonly start: (number: number) => ChildProcess;
  readonly view: JobsView;
  /** Takes the events of all jobs. */
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Whether the others continue when a job fails; a killed job leaves its run to them. */
  readonly keepGoing: boolean;
}

interface JobsEnd {
  readonly tally: Tally;
  /** The exit code of a job that failed or could not make its runs; 0 where all runs are made. */
  readonly exitCode: number;
}

/**
 * Makes a command's runs in several processes, which share them by claiming. The first starts alone
 * and fetches what all need; the others start once it begins a run.
 */
export async function runJobs(options: JobsOptions): Promise<JobsEnd> {
  const { count, start, view, emit, signal, keepGoing } = options;
  const children: ChildProcess[] = [];
  const ends: Promise<number>[] = [];
  const tally = new JobsTally();
  /** Whether an event is news: several jobs may report the end of the same run. */
  const isNew = (message: CommandEvent) =>
    message.event !== 'end' || message.status === 'interrupted' || tally.end(message);
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    for (const child of children) if (child.connected) child.send(stopMessage);
  };
  signal.addEventListener('abort', stop);

  const startNext = () => {
    const number = children.length + 1;
    const child = start(number);
    children.push(child);
    child.on('message', (message: JobMessage) => {
      if ('line' in message) view.line(number, message.line);
      else if (message.event === 'done') tally.done(message.tally);
      else {
        if (isNew(message)) void emit(message);
        if (message.event === 'begin') while (!isStopping && children.length < count) startNext();
      }
    });
    ends.push(endOf(child, number));
  };

  /** Reports a job that ended abnormally; returns its exit code. */
  const endOf = async (child: ChildProcess, number: number): Promise<number> => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      said = (said + text).slice(-2000);
      view.progress(number, text);
    });
    const ended = Promise.all([once(child, 'close'), once(child, 'disconnect')]);
    const [[code, killedBy]] = (await ended.catch(({ message }: Error) => [
      [exitCodes.failed, `an error: ${message}`],
    ])) as [[number | null, string | null]];
    view.end(number);
    if (killedBy !== null && !isStopping) {
      const last = said.trimEnd().split('\n').slice(-4);
      view.line(number, [`ended by ${killedBy}; others take over its run`, ...last].join('\n'));
    } else if (code !== 0 && !keepGoing && !isStopping) stop();
    return code ?? killed;
  };

  startNext();
  const codes: number[] = [];
  for (const end of ends) codes.push(await end); // includes jobs that start meanwhile
  signal.removeEventListener('abort', stop);
  const wrong = codes.filter((code) => code !== 0 && code !== killed);
  return { tally: tally.total(), exitCode: Math.min(...(wrong.length > 0 ? wrong : codes)) };
}

/** The exit code of a process that a signal ended. */
const killed = 137;
