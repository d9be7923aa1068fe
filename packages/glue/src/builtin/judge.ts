import type { Entailment } from '@singlora/records';
import { excludes, implies, type Concept } from './concept.ts';

export const relations: readonly Entailment[] = ['entailment', 'neutral', 'contradiction'];

/** "is in the kitchen", or with `not`, "is not in the kitchen". */
export interface Literal {
  readonly concept: Concept;
  readonly not: boolean;
}

/** What follows for `hypothesis` from `premise`, both about one subject in one dimension. */
export function judge(premise: Literal, hypothesis: Literal): Entailment {
  const [known, asked] = [straight(premise), straight(hypothesis)];
  if (asked.not) return opposite(judge(known, { concept: asked.concept, not: false }));
  if (known.not) return implies(asked.concept, known.concept) ? 'contradiction' : 'neutral';
  if (implies(known.concept, asked.concept)) return 'entailment';
  return excludes(known.concept, asked.concept) ? 'contradiction' : 'neutral';
}

/** The same without its "not", where a concept says just that. */
function straight(literal: Literal): Literal {
  const { complement } = literal.concept;
  return literal.not && complement !== undefined ? { concept: complement, not: false } : literal;
}

/** The whole numbers from `low` to `high`. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What follows for a number being in `hypothesis` from its being in `premise`. */
export function judgeRange(premise: Range, hypothesis: Range): Entailment {
  if (premise.low >= hypothesis.low && premise.high <= hypothesis.high) return 'entailment';
  const apart = premise.low > hypothesis.high || premise.high < hypothesis.low;
  return apart ? 'contradiction' : 'neutral';
}

function opposite(relation: Entailment): Entailment {
  if (relation === 'neutral') return 'neutral';
  return relation === 'entailment' ? 'contradiction' : 'entailment';
}
