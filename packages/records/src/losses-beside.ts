import { mean } from '@singlora/statistics';
import type { LossesRecord } from './bench.ts';

/** A summary of one side's losses, and of how far they are from the first side's. */
export interface LossesBeside {
  readonly side: LossesRecord['sides'][number];
  /** Mean losses of the first, third and last quarter of the steps, counted from 1, both ends included. */
  readonly means: readonly { readonly from: number; readonly to: number; readonly mean: number }[];
  /** The largest difference of a step's loss from the first side's. */
  readonly largest: number;
  readonly rms: number;
}

/** Every side's losses beside the first side's, step by step. */
export function lossesBeside({ setting: { steps }, sides }: LossesRecord): LossesBeside[] {
  const reference = sides[0]?.losses ?? [];
  const at = (quarter: number) => Math.round((quarter * steps) / 4);
  const spans = [0, 2, 3].map((quarter) => ({
    from: Math.min(at(quarter), steps - 1),
    to: Math.max(at(quarter + 1), at(quarter) + 1),
  }));
  return sides.map((side) => {
    const differences = side.losses.map((loss, i) => Math.abs(loss - (reference[i] ?? NaN)));
    return {
      side,
      means: spans.map(({ from, to }) => ({
        from: from + 1,
        to,
        mean: mean(side.losses.slice(from, to)),
      })),
      largest: Math.max(...differences),
      rms: Math.sqrt(mean(differences.map((value) => value ** 2))),
    };
  });
}
