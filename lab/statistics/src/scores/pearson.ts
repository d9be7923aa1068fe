import { countPairs, type Metric, type Values } from './pairs.ts';

/**
 * Pearson's correlation. Where either side is constant it is undefined (scipy's `pearsonr` gives
 * NaN) and counts as 0 here, as in Matthews': a constant model has shown no association, and a mean
 * over seeds stays finite.
 */
export const pearson: Metric = (predictions, labels) => {
  countPairs(predictions, labels);
  const [x, y] = [deviations(predictions), deviations(labels)];
  if (!x || !y) return 0;
  const dot = x.reduce((sum, value, row) => sum + value * (y[row] as number), 0);
  return Math.max(-1, Math.min(1, dot));
};

/** Differences from the mean, scaled to length 1; undefined for constant values. */
function deviations(values: Values): Float64Array | undefined {
  const centred = Float64Array.from(values);
  const first = centred[0] as number;
  if (centred.every((value) => value === first)) return undefined;
  const mean = centred.reduce((sum, value) => sum + value / centred.length, 0);
  let largest = 0;
  for (let row = 0; row < centred.length; row++) {
    centred[row] = (centred[row] as number) - mean;
    largest = Math.max(largest, Math.abs(centred[row] as number));
  }
  // first scaled so that squares neither vanish nor overflow
  const scaled = centred.map((value) => value / largest);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / length);
}
