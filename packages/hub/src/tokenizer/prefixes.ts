/** The longest word that may be searched for at every place of a text. */
const longest = 512;

/** Words in order, to find those that a text begins with, one character after the other. */
export class Prefixes {
  readonly #words: readonly string[];
  readonly #initials: ReadonlySet<number>;

  /** @throws Error for a word of more than 512 characters */
  constructor(words: Iterable<string>) {
    this.#words = [...words].filter((word) => word !== '').sort();
    const length = this.#words.reduce((most, word) => Math.max(most, word.length), 0);
    if (length > longest)
      throw new Error(`it has a token of ${length} characters, more than ${longest}`);
    this.#initials = new Set(this.#words.map((word) => word.charCodeAt(0)));
  }

  /** Lengths of the words that stand in a text at a place, the shortest first. */
  *at(text: string, start: number): Iterable<number> {
    let [low, high] = [0, this.#words.length];
    for (let length = 0; low < high; length++) {
      if (this.#words[low]?.length === length) {
        yield length;
        low++;
      }
      const unit = text.charCodeAt(start + length);
      if (Number.isNaN(unit)) return;
      low = this.#bound(low, high, length, unit);
      high = this.#bound(low, high, length, unit + 1);
    }
  }

  /** The length of the longest of them, or 0. */
  longestAt(text: string, start: number): number {
    if (!this.#initials.has(text.charCodeAt(start))) return 0;
    let longest = 0;
    for (const length of this.at(text, start)) longest = length;
    return longest;
  }

  /** The first word of a range, all alike up to `length`, that goes on with `unit` or more. */
  #bound(low: number, high: number, length: number, unit: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle]?.charCodeAt(length) ?? 0) < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
