import { tooCostly } from './errors.ts';

/** Whether a split at a position was never reached, leads nowhere, or leads to a match. */
export const unknown = 0;
export const fails = 1;
export const succeeds = 2;
export type Outcome = typeof unknown | typeof fails | typeof succeeds;

const rows = 256;
const mostBytes = 2 ** 28;

/** The outcome of each split at each position of a text, kept in blocks that are made when needed. */
export class Memo {
  readonly #splits: number;
  readonly #length: number;
  readonly #blocks = new Map<number, Uint8Array<ArrayBuffer>>();
  #lowest = 0;
  #current = -1;
  #latest = new Uint8Array();

  constructor(splits: number, length: number) {
    this.#splits = splits;
    this.#length = length;
  }

  get(split: number, position: number): Outcome {
    return this.#block(position)[this.#place(split, position)] as Outcome;
  }

  set(split: number, position: number, outcome: Outcome): void {
    this.#block(position)[this.#place(split, position)] = outcome;
  }

  /** Drops what lies before a position, where nothing is searched any more. */
  forgetBefore(position: number): void {
    for (const end = Math.floor(position / rows); this.#lowest < end; this.#lowest++)
      this.#blocks.delete(this.#lowest);
  }

  #place(split: number, position: number): number {
    return (position % rows) * this.#splits + split;
  }

  #block(position: number): Uint8Array<ArrayBuffer> {
    const number = Math.floor(position / rows);
    if (number === this.#current) return this.#latest;
    let block = this.#blocks.get(number);
    if (!block) {
      const bytes = rows * this.#splits;
      if ((this.#blocks.size + 1) * bytes > mostBytes) throw tooCostly(this.#length);
      this.#blocks.set(number, (block = new Uint8Array(bytes)));
    }
    this.#current = number;
    return (this.#latest = block);
  }
}
