import type { Metric, Values } from '@singlora/metrics';
import { noValues, otherRows } from './errors.ts';
import type { Uniform } from './random.ts';

/** What two models predict for the same rows. */
export interface PairedPredictions {
  readonly a: Values;
  readonly b: Values;
}

/** As many as a standard error to about 2% asks for. */
export const defaultResamples = 1000;

/**
 * The differences metric(b) − metric(a) of every pair, on the rows as they are (first) and on
 * `resamples` draws of as many rows with replacement. A draw is shared by all pairs, as the rows are.
 */
export function differencesByResample(
  metric: Metric,
  pairs: readonly PairedPredictions[],
  labels: Values,
  random: Uniform,
  resamples: number,
): number[][] {
  const n = labels.length;
  if (n === 0 || pairs.length === 0) throw noValues('difference', 1, 0);
  for (const { a, b } of pairs)
    for (const { length } of [a, b]) if (length !== n) throw otherRows(n, length);
  const columns = pairs.map(() => ({ a: new Float64Array(n), b: new Float64Array(n) }));
  const drawn = new Float64Array(n);
  const indices = new Uint32Array(n);
  const differences = () =>
    columns.map((column, index) => {
      const { a, b } = pairs[index] as PairedPredictions;
      for (let row = 0; row < n; row++) {
        const from = indices[row] as number;
        column.a[row] = a[from] as number;
        column.b[row] = b[from] as number;
      }
      return metric(column.b, drawn) - metric(column.a, drawn);
    });
  return Array.from({ length: resamples + 1 }, (_, draw) => {
    for (let row = 0; row < n; row++) {
      const from = draw === 0 ? row : Math.floor(random() * n);
      indices[row] = from;
      drawn[row] = labels[from] as number;
    }
    return differences();
  });
}
