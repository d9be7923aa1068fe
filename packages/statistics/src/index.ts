export {
  agreementOf,
  countAgreement,
  type Agreement,
  type AgreementCount,
  type Compared,
  type MeasuredExponent,
  type Power,
} from './agreement.ts';
export { bootstrap } from './bootstrap.ts';
export { StatisticsError, type StatisticsErrorCode } from './errors.ts';
export { estimate, type Estimate } from './estimate.ts';
export { exponentText, powerText, ratesText, rateTextsOf } from './exponent-text.ts';
export { frontOf, meanOver, sharedCosts, type CostAndGain } from './front.ts';
export type { Contrast, GroupAt } from './group-contrast.ts';
export { groupFit } from './group-fit.ts';
export { groupSlope, type GroupSlope } from './group-slope.ts';
export { holm } from './holm.ts';
export { jackknife } from './jackknife.ts';
export { mcnemar, type McNemar } from './mcnemar.ts';
export { medianRatio, type MedianRatio, type Rounds } from './median-ratio.ts';
export { mean, standardDeviation } from './moments.ts';
export { pairedBootstrap, type RowDifference } from './paired-bootstrap.ts';
export type { PairedPredictions } from './paired-predictions.ts';
export { pairedT } from './paired-t.ts';
export { pairsNeeded } from './pairs-needed.ts';
export { powerLaw, type PowerLaw } from './power-law.ts';
export { median, middle95, quantile } from './quantile.ts';
export { seededRandom, type RandomIntegers } from './random.ts';
export { measure, type Measurement } from './scores/measure.ts';
export type { Metric, Values } from './scores/pairs.ts';
export { baseline, metrics, type MetricName } from './scores/scores.ts';
export { seedsAndRows, withRowVariance, type SeedsAndRows } from './seeds-and-rows.ts';
export { studentP, tQuantile } from './student.ts';
export { welch, type MeanDifference } from './welch.ts';
