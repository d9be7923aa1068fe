import type { Entailment } from '@singlora/records';
import type { Draw } from './draw.ts';

/** A hypothesis, and how to come by premises of which it is true, open, or false. */
export interface Claim {
  /** a clause, without capital or full stop */
  readonly hypothesis: string;
  /** what it is about; a topic is either in train or in dev */
  readonly topic: string;
  /** clauses that together make a premise with this verdict */
  premise(verdict: Entailment, draw: Draw): string[];
}

/** A kind of reasoning. Every claim it draws has premises for all three verdicts. */
export type Kind = (draw: Draw) => Claim;
