import { randomStream } from '@singlora/runtime';
import { cellsAt, meanOf, type RateCell, type SeedLosses, type Split } from './cell.ts';
import { bestForSeed, optimumOf, stableForSeed } from './optimum.ts';
import { rateTrends } from './trend.ts';

/** The measurements at one width. */
export interface WidthGrid {
  readonly width: number;
  /** The losses before training. */
  readonly start: SeedLosses;
  readonly cells: readonly RateCell[];
}

/** The result of {@link rateGridResult}; its fields are those of the check's record. */
export type RateGridResult = ReturnType<typeof rateGridResult>;

/**
 * Means over seeds, optima and trends, `[step]` for `steps`, the step counts at which each cell's
 * losses were read; null where a seed or every cell diverged. Trends are by the rate's name, or
 * `ratio`: of each seed's own best rates, and of the largest at which training converges.
 */
export function rateGridResult(steps: readonly number[], widths: readonly WidthGrid[]) {
  const bySplit = <Of>(f: (step: number, split: Split) => Of) => {
    const each = (split: Split) => steps.map((_, step) => f(step, split));
    return { train: each('train'), test: each('test') };
  };
  const cellsOf = (step: number, split: Split) =>
    widths.map(({ width, cells }) => ({ width, cells: cellsAt(cells, step, split) }));
  return {
    steps,
    widths: widths.map(({ width, start, cells }) => ({
      width,
      start,
      cells: cells.map((cell) => ({
        ...cell,
        ...bySplit((step, split) => meanOf(cell.losses[step]?.[split] ?? [])),
      })),
      optima: bySplit((step, split) =>
        optimumOf(cellsAt(cells, step, split), randomStream(0, 'ratio', width, step, split)),
      ),
    })),
    trends: bySplit((step, split) => rateTrends(cellsOf(step, split), bestForSeed)),
    stableTrends: steps.map((_, step) => rateTrends(cellsOf(step, 'train'), stableForSeed)),
  };
}
