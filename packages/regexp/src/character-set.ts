/** One character of an expression, such as `a`, `\p{L}` or `[^x]`, as a test of code points. */
export class CharacterSet {
  readonly #expression: RegExp;
  readonly #known = new Map<number, boolean>();
  /** For ASCII: 0 unknown, 1 in the set, 2 not. */
  readonly #ascii = new Uint8Array(128);

  constructor(source: string, ignoreCase: boolean) {
    this.#expression = new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
  }

  has(codePoint: number): boolean {
    if (codePoint < 128) {
      return (this.#ascii[codePoint] ||= this.#test(codePoint) ? 1 : 2) === 1;
    }
    let found = this.#known.get(codePoint);
    if (found === undefined) this.#known.set(codePoint, (found = this.#test(codePoint)));
    return found;
  }

  #test(codePoint: number): boolean {
    return this.#expression.test(String.fromCodePoint(codePoint));
  }
}
