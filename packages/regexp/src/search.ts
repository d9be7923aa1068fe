import { tooCostly } from './errors.ts';
import { fails, Memo, succeeds, unknown } from './memo.ts';
import type { Program } from './program.ts';

/** Sound expressions take fewer than a hundred; the rest is for the short texts of long expressions. */
const stepsPerCharacter = 256;
const fewSteps = 2_000_000;

/** A place with another path to try. */
interface Choice {
  readonly step: number;
  readonly position: number;
  /** How long the path and the marks were here. */
  readonly taken: number;
  readonly marks: number;
}

export interface Mark {
  readonly name: string;
  readonly edge: 'start' | 'end';
  readonly position: number;
}

/**
 * Backtracking that tries no path twice (Davis, Servant and Lee, "Using Selective Memoization to Defeat
 * Regular Expression Denial of Service", IEEE S&P 2021). What follows a split depends on nothing but
 * the split and the position, so its outcome holds for all later tries on the same text, from other
 * starts too. Without backreferences that bounds all matches of a text together by its length times
 * the number of steps.
 */
export class Search {
  readonly #program: Program;
  readonly #text: string;
  readonly #memo: Memo;
  readonly #choices: Choice[] = [];
  /** The splits and positions that led to where the search is. */
  readonly #path: [split: number, position: number][] = [];
  /** Edges of named groups on that way. */
  marks: Mark[] = [];
  #left: number;

  constructor(program: Program, text: string) {
    this.#program = program;
    this.#text = text;
    this.#memo = new Memo(program.splits, text.length);
    this.#left = fewSteps + stepsPerCharacter * text.length;
  }

  /** The end of the match that starts at a position, or -1. Starts must not go down. */
  matchAt(start: number): number {
    this.marks = [];
    this.#path.length = 0;
    this.#memo.forgetBefore(start);
    const end = this.#run(0, start);
    // The next match may start where this one ends.
    for (const [split, position] of this.#path) this.#memo.set(split, position, unknown);
    return end;
  }

  /** Whether the steps from `body` on match. */
  #looks(body: number, position: number): boolean {
    const [path, marks] = [this.#path.length, this.marks.length];
    const found = this.#run(body, position) !== -1;
    for (const [split, at] of this.#path.splice(path)) this.#memo.set(split, at, succeeds);
    this.marks.length = marks;
    return found;
  }

  #run(first: number, start: number): number {
    const { steps } = this.#program;
    const text = this.#text;
    const [choices, path, memo] = [this.#choices, this.#path, this.#memo];
    const [base, entered] = [choices.length, path.length];
    let [at, position] = [first, start];
    for (;;) {
      if (--this.#left < 0) throw tooCostly(text.length);
      const step = steps[at++];
      let goesOn = true;
      switch (step?.op) {
        case 'character': {
          const from = step.backward ? before(text, position) : position;
          const codePoint = text.codePointAt(from);
          goesOn = codePoint !== undefined && step.set.has(codePoint);
          position = step.backward ? from : from + ((codePoint ?? 0) > 0xffff ? 2 : 1);
          break;
        }
        case 'split': {
          const outcome = memo.get(step.index, position);
          if (outcome === succeeds) return this.#leave(base, position);
          goesOn = outcome === unknown;
          if (!goesOn) break;
          memo.set(step.index, position, fails);
          path.push([step.index, position]);
          at = step.second;
          if (!this.#mayBegin(step.first, position)) break;
          const [taken, marks] = [path.length, this.marks.length];
          choices.push({ step: step.second, position, taken, marks });
          at = step.first;
          break;
        }
        case 'jump':
          at = step.to;
          break;
        case 'edge':
          goesOn = position === (step.kind === 'start' ? 0 : text.length);
          break;
        case 'look':
          goesOn = this.#looks(step.body, position) !== step.negate;
          break;
        case 'save':
          this.marks.push({ name: step.name, edge: step.edge, position });
          break;
        default:
          return this.#leave(base, position);
      }
      if (goesOn) continue;
      const choice = choices.length > base ? choices.pop() : undefined;
      path.length = choice?.taken ?? entered;
      if (!choice) return -1;
      this.marks.length = choice.marks;
      ({ step: at, position } = choice);
    }
  }

  /** A look at the next character, which avoids most paths without a match. */
  #mayBegin(at: number, position: number): boolean {
    const step = this.#program.steps[at];
    if (step?.op !== 'character' || step.backward) return true;
    const codePoint = this.#text.codePointAt(position);
    return codePoint !== undefined && step.set.has(codePoint);
  }

  /** Ends a run that matched: the other ways are not needed. */
  #leave(base: number, position: number): number {
    this.#choices.length = base;
    return position;
  }
}

/** Where the character before a position begins; -1 at the start. */
function before(text: string, position: number): number {
  const one = text.codePointAt(position - 2) ?? 0;
  return position - (position > 1 && one > 0xffff ? 2 : 1);
}
