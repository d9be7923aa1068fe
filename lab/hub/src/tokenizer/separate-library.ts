import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { libraryEnded } from './errors.ts';
import type { Library } from './library.mjs';

/** A process without calls for this time ends; the next call starts another. */
const idleMs = 10_000;

/** One process with the library. */
interface LibraryProcess {
  readonly isOver: () => boolean;
  readonly call: (...message: readonly unknown[]) => Promise<unknown>;
}

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type Answer = { readonly id: number; readonly value?: unknown; readonly problem?: string };

function startProcess(): LibraryProcess {
  const child = fork(new URL('./library-process.mjs', import.meta.url), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    detached: true, // a terminal's Ctrl-C is not for it: the last step may need its answers
  });
  const calls = new Map<number, Call>();
  let count = 0;
  let over: Error | undefined;
  let printed = '';

  /** Only waiting calls keep this process alive. */
  const hold = () => {
    for (const one of [child, child.channel, child.stderr as Socket | null])
      if (calls.size > 0) one?.ref();
      else one?.unref();
  };
  const end = (how: string) => {
    over ??= libraryEnded(printed, how);
    for (const call of calls.values()) call.reject(over);
    calls.clear();
    hold();
  };
  const idle = setTimeout(() => {
    if (calls.size > 0 || over) return;
    end('idle');
    child.disconnect();
  }, idleMs).unref();

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.slice(0, 4000);
  });
  child.on('message', ({ id, value, problem }: Answer) => {
    const call = calls.get(id);
    calls.delete(id);
    if (problem === undefined) call?.resolve(value);
    else call?.reject(new Error(problem));
    idle.refresh();
    hold();
  });
  child.on('error', ({ message }) => end(message));
  child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));

  return {
    isOver: () => over !== undefined,
    call: (...message) =>
      new Promise((resolve, reject) => {
        if (over) return reject(over);
        const id = count++;
        calls.set(id, { resolve, reject });
        hold();
        // Where it cannot be sent, the process is ending, which fails the call.
        child.send([id, ...message], () => undefined);
      }),
  };
}

/**
 * The library in a process of its own: a tokenizer.json may make it abort, when it is opened or by a text. That ends
 * only this other process, and its calls fail with a LibraryEnded.
 *
 * @param content of a tokenizer.json
 * @throws Error for a content that the library does not understand
 */
export async function separateLibrary(content: string): Promise<Library> {
  let current = startProcess();
  await current.call('open', content);
  const call = async (...message: readonly unknown[]): Promise<never> => {
    if (current.isOver()) {
      current = startProcess();
      void current.call('open', content).catch(() => undefined); // the next call fails, too
    }
    return (await current.call(...message)) as never;
  };
  return {
    sizes: () => call('sizes'),
    idOf: (token) => call('idOf', token),
    textOf: (ids) => call('textOf', ids),
    tokens: (text) => call('tokens', text),
    encode: (text, pair) => call('encode', text, pair),
  };
}
