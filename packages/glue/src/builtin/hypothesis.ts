import type { Entailment } from '@singlora/records';
import type { Draw } from './draw.ts';

/** A hypothesis that can make premises which entail it, contradict it, or leave it open. */
export interface Hypothesis {
  /** a clause, without capital or full stop */
  readonly text: string;
  /** what it is about; a topic is either in train or in dev */
  readonly topic: string;
  /** clauses that together make a premise in this relation to it */
  premise(relation: Entailment, draw: Draw): string[];
}

/** A kind of reasoning. Every hypothesis it draws has premises for all three relations. */
export type Kind = (draw: Draw) => Hypothesis;
