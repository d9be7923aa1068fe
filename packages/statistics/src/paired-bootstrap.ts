import { standardDeviation } from './moments.ts';
import { defaultResamples, differencesOf } from './paired-predictions.ts';
import { middle95 } from './quantile.ts';
import type { RandomIntegers } from './random.ts';
import type { Metric, Values } from './scores/pairs.ts';

/** A difference on the same rows, and its variation over the choice of the rows. */
export interface RowDifference {
  /** metric(b) − metric(a). */
  readonly difference: number;
  readonly standardError: number;
  /** 95%: between the 2.5% and 97.5% quantiles of the resampled differences. */
  readonly interval: readonly [number, number];
  readonly rows: number;
}

/**
 * The difference of a metric between two models' predictions for the same rows, by the paired bootstrap over rows
 * (Efron and Tibshirani 1993, chapter 13). Both models are scored on the same resampled rows, so the rows' difficulty
 * cancels. With `groups`, the rows of a group are drawn together. Says nothing about other seeds.
 */
export function pairedBootstrap(
  metric: Metric,
  a: Values,
  b: Values,
  labels: Values,
  random: RandomIntegers,
  resamples = defaultResamples,
  groups?: ArrayLike<number>,
): RowDifference {
  const { found, resampled } = differencesOf(metric, [{ a, b }], labels, random, resamples, groups);
  const [difference = NaN] = found;
  const values = resampled.map(([value = NaN]) => value);
  return {
    difference,
    standardError: standardDeviation(values),
    interval: middle95(values),
    rows: labels.length,
  };
}
