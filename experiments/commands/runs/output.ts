import type { Screen } from './watch/live-lines.ts';

/** The places where the command's words go, and answers come from. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
  /** The width of the terminal, in columns; absent where it prints to none. */
  readonly width?: number | undefined;
  /** The terminal, for what is drawn in place; absent where there is none, or a dumb one. */
  readonly screen?: Screen | undefined;
  /** Listens, from then on, for Ctrl-C and for the end of who reads: what goes on without end then ends. */
  readonly interrupted?: (() => AbortSignal) | undefined;
  /** Asks the user, and gives the answer; absent where there is nobody to ask. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** The faults that a command found, line by line: it exits with 1. */
export class FoundWrong extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
