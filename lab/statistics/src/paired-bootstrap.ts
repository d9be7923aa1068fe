import { standardDeviation } from './moments.ts';
import { defaultResamples, differencesOf } from './paired-predictions.ts';
import { middle95 } from './quantile.ts';
import type { RandomIntegers } from './random.ts';
import type { Metric, Values } from './scores/pairs.ts';

/**
 * The difference metric(b) − metric(a) between two models' predictions for the same rows, with its standard error and 95%
 * interval over the choice of rows, by the paired bootstrap (Efron and Tibshirani 1993, chapter 13). Both models are scored
 * on the same resampled rows, so the rows' difficulty cancels. With `groups`, the rows of a group are drawn together. Says
 * nothing about other seeds.
 */
export function pairedBootstrap(
  metric: Metric,
  a: Values,
  b: Values,
  labels: Values,
  random: RandomIntegers,
  resamples = defaultResamples,
  groups?: ArrayLike<number>,
) {
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
