import { compile, type Program } from './program.ts';
import { Search, type Mark } from './search.ts';

/** A match: its place, its text and its named groups. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** The texts of the named groups that took part. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * A regular expression in JavaScript's syntax, with the flags `s` and `u`, whose matches take time and
 * memory linear in the text whatever the expression is. The matches are JavaScript's. Lookaheads and
 * lookbehinds are understood; backreferences, which nothing matches in linear time, and `\b` are not.
 */
export class LinearRegExp {
  readonly #program: Program;

  /** @throws LinearRegExpError */
  constructor(source: string, { ignoreCase = false }: { ignoreCase?: boolean } = {}) {
    this.#program = compile(source, ignoreCase);
  }

  /**
   * The match at the start of a text, as Python's `re.match` has it.
   *
   * @throws LinearRegExpError where an expression of thousands of steps meets a long text
   */
  match(text: string): Found | undefined {
    return this.#matchAt(new Search(this.#program, text), text, 0);
  }

  /**
   * All matches from left to right, none inside of another; an empty one may touch the one before.
   *
   * @throws LinearRegExpError as `match` does
   */
  *matches(text: string): Iterable<Found> {
    const search = new Search(this.#program, text);
    for (let start = 0; start <= text.length;) {
      const found = this.#matchAt(search, text, start);
      if (found) yield found;
      start = found && found.end > start ? found.end : next(text, start);
    }
  }

  #matchAt(search: Search, text: string, start: number): Found | undefined {
    const end = search.matchAt(start);
    return end === -1 ? undefined : { start, end, groups: groups(text, search.marks) };
  }
}

const next = (text: string, at: number): number =>
  at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

function groups(text: string, marks: readonly Mark[]): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  const starts = new Map<string, number>();
  for (const { name, edge, position } of marks) {
    if (edge === 'start') starts.set(name, position);
    else found[name] = text.slice(starts.get(name), position);
  }
  return found;
}
