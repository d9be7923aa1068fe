import type { Draw } from './draw.ts';

/** One kind of file: how to make inputs of it, and how to read them. */
export interface Reader {
  /** A valid input; with `damage`, one whose structure is changed. */
  make(draw: Draw, damage: boolean): Uint8Array;
  /** Reads all that an input holds, by the folder's files where it has to; throws what the reader throws. */
  read(input: Uint8Array, folder: string): Promise<void>;
  /** Bytes that reading may always take, where a small input stands for much more, as a packed one does. */
  readonly memory?: number;
  /** Whether an error is one of the package's own, by which it refuses a file. */
  refuses(error: unknown): boolean;
}
