import { RegExpParser, type AST } from '@eslint-community/regexpp';
import { CharacterSet } from './character-set.ts';
import { badSyntax, tooLarge, tooLong, tooNested, unsupported } from './errors.ts';

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

export interface Program {
  readonly steps: readonly Step[];
  /** How many steps are splits, which are numbered by their `index`. */
  readonly splits: number;
}

const longest = 10_000;
const mostSteps = 20_000;

const parser = new RegExpParser({ ecmaVersion: 2025 });

function parse(source: string): AST.Pattern {
  if (source.length > longest) throw tooLong(source.length, longest);
  try {
    return parser.parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    // A limit of nesting for the parser, which is recursive.
    if (error instanceof RangeError) throw tooNested();
    if (!(error instanceof Error)) throw error;
    throw badSyntax(error.message.replace(/^Invalid regular expression: \/.*\/u?: /su, ''));
  }
}

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

  alternatives(alternatives: readonly AST.Alternative[], mode: Mode): void {
    const ends: Jump[] = [];
    alternatives.forEach((alternative, i) => {
      const split = i < alternatives.length - 1 ? this.#split() : undefined;
      if (split) split.first = this.steps.length;
      const { elements } = alternative;
      for (const element of mode.backward ? elements.toReversed() : elements)
        this.#element(element, mode);
      if (split) {
        ends.push(this.emit({ op: 'jump', to: 0 }));
        split.second = this.steps.length;
      }
    });
    for (const end of ends) end.to = this.steps.length;
  }

  #element(element: AST.Element, mode: Mode): void {
    this.#grow();
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        this.emit({
          op: 'character',
          set: this.#set(element.raw, mode),
          backward: mode.backward,
        });
        return;
      case 'Quantifier':
        return this.#repeat(element, mode);
      case 'Group': {
        const { add, remove } = element.modifiers ?? {};
        const ignoreCase = add?.ignoreCase || (mode.ignoreCase && !remove?.ignoreCase);
        return this.alternatives(element.alternatives, { ...mode, ignoreCase });
      }
      case 'CapturingGroup': {
        const { name } = element;
        if (name === null || mode.backward) return this.alternatives(element.alternatives, mode);
        this.emit({ op: 'save', name, edge: 'start' });
        this.alternatives(element.alternatives, mode);
        this.emit({ op: 'save', name, edge: 'end' });
        return;
      }
      case 'Assertion':
        return this.#assertion(element, mode);
      case 'Backreference':
        throw unsupported(`the backreference ${element.raw}`, 'write out what it may repeat');
      default:
        throw unsupported(element.raw, 'write it as a character class');
    }
  }

  #repeat({ element, min, max, greedy }: AST.Quantifier, mode: Mode): void {
    for (let i = 0; i < min; i++) this.#element(element, mode);
    const bodies = new Map<Split, number>();
    for (let i = min; i < max; i++) {
      const at = this.steps.length;
      bodies.set(this.#split(), at + 1);
      this.#element(element, mode);
      if (max !== Infinity) continue;
      this.emit({ op: 'jump', to: at });
      break;
    }
    const end = this.steps.length;
    for (const [split, body] of bodies)
      [split.first, split.second] = greedy ? [body, end] : [end, body];
  }

  #assertion(assertion: AST.Assertion, mode: Mode): void {
    if (assertion.kind === 'word') {
      throw unsupported(assertion.raw, 'write the boundary as a lookahead or lookbehind');
    } else if (!('alternatives' in assertion)) {
      this.emit({ op: 'edge', kind: assertion.kind });
    } else {
      const { kind, negate, alternatives } = assertion;
      this.emit({ op: 'look', body: this.steps.length + 2, negate });
      const over = this.emit({ op: 'jump', to: 0 });
      this.alternatives(alternatives, { ...mode, backward: kind === 'lookbehind' });
      this.emit({ op: 'match' });
      over.to = this.steps.length;
    }
  }
}

/**
 * The steps of an expression in JavaScript's syntax with the flags `s` and `u`.
 *
 * @throws LinearRegExpError for what is no expression, has backreferences, or is too large
 */
export function compile(source: string, ignoreCase: boolean): Program {
  const { alternatives } = parse(source);
  const compiler = new Compiler();
  compiler.alternatives(alternatives, { ignoreCase, backward: false });
  compiler.emit({ op: 'match' });
  return { steps: compiler.steps, splits: compiler.splits };
}
