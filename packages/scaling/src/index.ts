export { ScalingError, type ScalingErrorCode } from './errors.ts';
export { linearToyBatchFamily, linearToyFamily } from './models/linear-toy.ts';
export { residualMlpMupFamily, residualMlpSpFamily } from './models/residual-mlp.ts';
export { transformerFamily } from './models/transformer.ts';
export { twoLayerFamily } from './models/two-layer.ts';
export { normals } from './models/random-matrices.ts';
export type { Optimiser, OptimiserScalars, OptimiserState, Trained } from './training/optimiser.ts';
export {
  initialOptimiserState,
  optimiserOf,
  optimisers,
  usualDecay,
  scalarsOf,
} from './training/optimisers.ts';
export type { KnownException, ModelFamily, Trainable, WidthModel } from './models/width-model.ts';
export {
  adapterConfigAt,
  variantOf,
  type Variant,
  type VariantContext,
} from './methods/variants.ts';
export { wholeLayers } from './training/whole-layers.ts';
export { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slopes/slope.ts';
export {
  verdictOf,
  type DecidedBy,
  type Judgement,
  type Verdict,
  type VerdictOptions,
} from './slopes/verdict.ts';
export { families, familyOf } from './models/families.ts';
export { ModelCache } from './models/model-cache.ts';
export { quantities, type Quantity } from './width-sweep/measured-step.ts';
export { baseRate } from './width-sweep/base-rate.ts';
export { openSweep, type Sweep, type SweepConfig, type Unit } from './width-sweep/width-sweep.ts';
export type { SweepVerdict } from './width-sweep/sweep-verdict.ts';
export { learningRates, type Later, type Predicted } from './width-sweep/prediction.ts';
export type { FirstStep } from './width-sweep/first-step.ts';
export type { SweepLoss } from './width-sweep/loss.ts';
export { reportedSteps, sweepCells, type Cell } from './width-sweep/sweep-cells.ts';
export { conclusionOf } from './exponents/text/conclusion.ts';
export { derivationOf } from './exponents/text/document.ts';
export { exponentAt, type Exponent } from './exponents/algebra/exponent.ts';
export {
  isSquare,
  type FactorModel,
  type FactorParameter,
} from './exponents/prediction/factor-model.ts';
export type { Interval as RateInterval } from './exponents/algebra/interval.ts';
export { canGrow, factorModelOf, type FactorChoices } from './methods/factor-model-of.ts';
export { canStart, isFromWeight } from './methods/can-start.ts';
export { startNames, type StartName } from './exponents/prediction/start.ts';
export { alignedRate } from './exponents/rates/aligned-rate.ts';
export type { StepEntries } from './exponents/prediction/problem.ts';
export { predictExponents } from './exponents/prediction/predict.ts';
export {
  quantityNames,
  type ExponentProblem,
  type ExponentStep,
  type QuantityName,
} from './exponents/prediction/problem.ts';
export type { BackwardSignal } from './exponents/prediction/signal.ts';
export { solveRates, type LogTime, type Solution } from './exponents/rates/solve.ts';
export { goals, type Goal } from './exponents/rates/goals.ts';
export type { Statement } from './exponents/text/statement.ts';
export { derivationTable, type TabledExponent, type TabledStep } from './exponents/text/table.ts';
export { rotation, scalingBy, signedPermutation, type DrawChange } from './invariance/change.ts';
export { doubleDifferences } from './invariance/double-precision.ts';
export { judgeInvariance, type Differences, type InvarianceVerdict } from './invariance/judge.ts';
export { updateDifferences, type InvarianceCase } from './invariance/update-difference.ts';
export {
  checkCoordinates,
  measureCoordinates,
  type CoordinateCheck,
} from './coordinate-check/check.ts';
export {
  judgeCoordinates,
  type CoordinateStep,
  type JudgeOptions,
  type KnownExponent,
  type ModuleReport,
} from './coordinate-check/report.ts';
export {
  watchedQuantities,
  type CoordinatePoint,
  type CoordinateVerdict,
  type WatchedQuantity,
} from './coordinate-check/judgement.ts';
export { judgeLosses, type LossStep } from './coordinate-check/loss.ts';
export type { LossPoint, LossVerdict } from './slopes/loss-verdict.ts';
export type { GrowthVerdict } from './slopes/growth.ts';
export type {
  Coordinates,
  CoordinateUnit,
  WatchedLoss,
  WatchedStep,
} from './coordinate-check/watched.ts';
export type { Bend } from './slopes/bend.ts';
export { powerNotice } from './slopes/power.ts';
export {
  coordinateLines,
  watchModel,
  type OwnModel,
  type Watching,
} from './coordinate-check/any-model.ts';
export { knownAnswers, type KnownAnswer } from './coordinate-check/known-answers.ts';
export {
  rateCombinations,
  rateLattice,
  type RateCell,
  type Rates,
  type SeedLosses,
  type Split,
} from './rate-grid/cell.ts';
export type { Interval, Optimum, RatedLoss } from './rate-grid/optimum.ts';
export {
  rateGridResult,
  type MeanCell,
  type RateGridResult,
  type Trends,
  type WidthGrid,
} from './rate-grid/result.ts';
export { toyMethodOf, type ToyMethod } from './rate-grid/toy-method.ts';
export {
  createToyTrainer,
  type ToyTrainer,
  type ToyTrainerOptions,
} from './rate-grid/toy-trainer.ts';
export { buildToy, type Toy, type ToyExamples } from './rate-grid/toy.ts';
export type { RateTrend } from './rate-grid/trend.ts';
export { startExceptions } from './methods/start-exceptions.ts';
export { attentionProblem, type AttentionOptions } from './expressiveness/attention.ts';
export { readSteps, trainFits, type Fit, type FitOptions } from './expressiveness/fit.ts';
export type { FitProblem } from './expressiveness/fit.ts';
export {
  matrixTarget,
  matrixTargetOf,
  matrixTargets,
  type MatrixTargetOptions,
} from './expressiveness/matrix-target.ts';
export { quartiles, type Quartiles } from './expressiveness/quartiles.ts';
export { contenderNames, contenderOf, type Contender } from './transfer/contender.ts';
export {
  measureLosses,
  ratesOf,
  type RateLosses,
  type TransferConfig,
} from './transfer/rate-losses.ts';
export {
  transferReport,
  type AtRate,
  type Estimate,
  type OptimumAt,
  type TransferredTo,
  type TransferReport,
} from './transfer/report.ts';
