import { randomStream } from '@singlora/runtime';
import { meanLoss, type RateCell, type SeedLosses, type Split } from './cell.ts';
import { bestForSeed, optimumOf, stableForSeed, type Optimum } from './optimum.ts';
import { rateTrends, type RateTrend } from './trend.ts';

/** What was measured at one width. */
export interface WidthGrid {
  readonly width: number;
  /** The losses before training. */
  readonly start: SeedLosses;
  readonly cells: readonly RateCell[];
}

/** A cell with its means over seeds, by step count; null where any seed diverged. */
export type MeanCell = RateCell & Readonly<Record<Split, readonly (number | null)[]>>;

/** A grid of learning rates at several widths, and what follows from it. Lists `[step]` go by `steps`. */
export interface RateGridResult {
  readonly steps: readonly number[];
  readonly widths: readonly {
    readonly width: number;
    readonly start: SeedLosses;
    readonly cells: readonly MeanCell[];
    /** `[step]`; null where every cell diverged */
    readonly optima: Readonly<Record<Split, readonly (Optimum | null)[]>>;
  }[];
  /** Of each seed's own best rates: `[step]`, by the rate's name, or `ratio`. */
  readonly trends: Readonly<Record<Split, readonly Trends[]>>;
  /** Of the largest rates at which training converges: `[step]`, alike by name. */
  readonly stableTrends: readonly Trends[];
}

/** By the rate's name, or `ratio`; null where fewer than three widths have two seeds with a rate. */
export type Trends = Readonly<Record<string, RateTrend | null>>;

/** Means, optima and trends. `steps` are the step counts after which each cell's losses were read. */
export function rateGridResult(
  steps: readonly number[],
  widths: readonly WidthGrid[],
): RateGridResult {
  const bySplit = <Of>(f: (step: number, split: Split) => Of) => {
    const each = (split: Split) => steps.map((_, step) => f(step, split));
    return { train: each('train'), test: each('test') };
  };
  return {
    steps,
    widths: widths.map(({ width, start, cells }) => ({
      width,
      start,
      cells: cells.map((cell) => ({
        ...cell,
        ...bySplit((step, split) => meanLoss(cell, step, split)),
      })),
      optima: bySplit((step, split) =>
        optimumOf(cells, step, split, randomStream(0, 'ratio', width, step, split)),
      ),
    })),
    trends: bySplit((step, split) => rateTrends(widths, bestForSeed, step, split)),
    stableTrends: steps.map((_, step) => rateTrends(widths, stableForSeed, step, 'train')),
  };
}
