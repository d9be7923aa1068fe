import type { AdapterConfig } from '@singlora/core';
import type { WidthModel } from '../width-model.ts';

/** Something for an adapter to fit as well as it can: what it can express, not how it generalises. */
export interface FitProblem extends WidthModel {
  /** What a loss of 1 is, the frozen model's: a mean squared error over entries. */
  readonly unit: number;
  /** A loss that no adapter of this method and rank goes below; null where none is known. */
  floor(config: AdapterConfig): number | null;
}
