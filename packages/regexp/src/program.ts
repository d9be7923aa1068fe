import { CharacterSet } from './character-set.ts';
import { tooLarge, tooNested } from './errors.ts';
import { parse, type Alternatives, type Part } from './parse.ts';

/**
 * One step of matching. Steps follow one another; a `split` tries `first` and then `second`; a `look`
 * goes on where the steps from `body` on match (or, negated, do not), without moving.
 */
export type Step =
  | { readonly op: 'character'; readonly set: CharacterSet; readonly backward: boolean }
  | { readonly op: 'split'; first: number; second: number; readonly index: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'edge'; readonly kind: 'start' | 'end' }
  | { readonly op: 'look'; readonly body: number; readonly negate: boolean }
  | { readonly op: 'save'; readonly name: string; readonly edge: 'start' | 'end' }
  | { readonly op: 'match' };

type Split = Extract<Step, { op: 'split' }>;
type Jump = Extract<Step, { op: 'jump' }>;
type Of<Type extends Part['type']> = Extract<Part, { type: Type }>;

export interface Program {
  readonly steps: readonly Step[];
  /** How many steps are splits, which are numbered by their `index`. */
  readonly splits: number;
}

const mostSteps = 20_000;

/** How the part of the expression at hand is to be read. */
interface Mode {
  readonly ignoreCase: boolean;
  /** Inside of a lookbehind, which is read from its end. */
  readonly backward: boolean;
}

class Compiler {
  readonly steps: Step[] = [];
  splits = 0;
  #size = 0;
  readonly #sets = new Map<string, CharacterSet>();

  /** Counts what is written, and what is visited without being written, such as `(){1000}`. */
  #grow(): void {
    if (++this.#size > mostSteps) throw tooLarge(mostSteps);
  }

  emit<S extends Step>(step: S): S {
    this.#grow();
    this.steps.push(step);
    return step;
  }

  #split(): Split {
    return this.emit({ op: 'split', first: 0, second: 0, index: this.splits++ });
  }

  #set(source: string, { ignoreCase }: Mode): CharacterSet {
    const key = `${ignoreCase ? 'i' : ''}/${source}`;
    let set = this.#sets.get(key);
    if (!set) this.#sets.set(key, (set = new CharacterSet(source, ignoreCase)));
    return set;
  }

  alternatives(alternatives: Alternatives, mode: Mode): void {
    const ends: Jump[] = [];
    alternatives.forEach((alternative, i) => {
      const split = i < alternatives.length - 1 ? this.#split() : undefined;
      if (split) split.first = this.steps.length;
      for (const part of mode.backward ? alternative.toReversed() : alternative)
        this.#part(part, mode);
      if (split) {
        ends.push(this.emit({ op: 'jump', to: 0 }));
        split.second = this.steps.length;
      }
    });
    for (const end of ends) end.to = this.steps.length;
  }

  #part(part: Part, mode: Mode): void {
    this.#grow();
    switch (part.type) {
      case 'character':
        this.emit({
          op: 'character',
          set: this.#set(part.source, mode),
          backward: mode.backward,
        });
        return;
      case 'edge':
        this.emit({ op: 'edge', kind: part.kind });
        return;
      case 'repeat':
        return this.#repeat(part, mode);
      case 'look':
        return this.#look(part, mode);
      case 'group':
        return this.#group(part, mode);
    }
  }

  #group({ name, inner, ignoreCase }: Of<'group'>, mode: Mode): void {
    const isNoted = name !== undefined && !mode.backward;
    if (isNoted) this.emit({ op: 'save', name, edge: 'start' });
    this.alternatives(inner, { ...mode, ignoreCase: ignoreCase ?? mode.ignoreCase });
    if (isNoted) this.emit({ op: 'save', name, edge: 'end' });
  }

  #repeat({ part, min, max, greedy }: Of<'repeat'>, mode: Mode): void {
    for (let i = 0; i < min; i++) this.#part(part, mode);
    const bodies = new Map<Split, number>();
    for (let i = min; i < max; i++) {
      const at = this.steps.length;
      bodies.set(this.#split(), at + 1);
      this.#part(part, mode);
      if (max !== Infinity) continue;
      this.emit({ op: 'jump', to: at });
      break;
    }
    const end = this.steps.length;
    for (const [split, body] of bodies)
      [split.first, split.second] = greedy ? [body, end] : [end, body];
  }

  #look({ inner, behind, negate }: Of<'look'>, mode: Mode): void {
    this.emit({ op: 'look', body: this.steps.length + 2, negate });
    const over = this.emit({ op: 'jump', to: 0 });
    this.alternatives(inner, { ...mode, backward: behind });
    this.emit({ op: 'match' });
    over.to = this.steps.length;
  }
}

/**
 * The steps of an expression in JavaScript's syntax with the flags `s` and `u`.
 *
 * @throws LinearRegExpError for what is no expression, has backreferences, or is too large
 */
export function compile(source: string, ignoreCase: boolean): Program {
  const compiler = new Compiler();
  try {
    compiler.alternatives(parse(source), { ignoreCase, backward: false });
  } catch (error) {
    // The compiler is recursive.
    throw error instanceof RangeError ? tooNested() : error;
  }
  compiler.emit({ op: 'match' });
  return { steps: compiler.steps, splits: compiler.splits };
}
