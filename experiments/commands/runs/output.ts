import type { Screen } from './watch/live-lines.ts';

/** Where the command's output goes, and where answers come from. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
  /** The width of the terminal, in columns; absent without a terminal. */
  readonly width?: number | undefined;
  /** The terminal, for in-place drawing; absent without one, or for a dumb one. */
  readonly screen?: Screen | undefined;
  /** Starts listening for Ctrl-C and for the end of the output's reader: commands that run indefinitely then end. */
  readonly interrupted?: (() => AbortSignal) | undefined;
  /** Asks the user a question, and returns the answer; absent where there is nobody to ask. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** The problems that a command found, one per line: it exits with 1. */
export class FoundWrong extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
