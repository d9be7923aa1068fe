export { ScalingError, type ScalingErrorCode } from './errors.ts';
export { linearToyBatchFamily, linearToyFamily } from './families/linear-toy.ts';
export { residualMlpMupFamily, residualMlpSpFamily } from './families/residual-mlp.ts';
export { transformerFamily } from './families/transformer.ts';
export { twoLayerFamily } from './families/two-layer.ts';
export { normals } from './normals.ts';
export {
  initialOptimiserState,
  optimiserOf,
  optimisers,
  scalarsOf,
  type Optimiser,
  type OptimiserScalars,
  type OptimiserState,
} from './optimisers.ts';
export type { KnownException, ModelFamily, Trainable, WidthModel } from './width-model.ts';
export { adapterConfigAt, variantOf, type Variant, type VariantContext } from './variants.ts';
export { wholeLayers } from './whole-layers.ts';
export { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slope.ts';
export { verdictOf, type DecidedBy, type Judgement, type Verdict } from './verdict.ts';
export { families, familyOf } from './families.ts';
export { ModelCache } from './model-cache.ts';
export { quantities, type Quantity } from './measured-step.ts';
export { baseRate, measureUnit, type SweepConfig, type Unit } from './width-sweep.ts';
export { reportedSteps, sweepCells, type Cell } from './sweep-cells.ts';
export { conclusionOf } from './theta/conclusion.ts';
export { derivationOf } from './theta/document.ts';
export { exponentAt, type Exponent } from './theta/exponent.ts';
export { isSquare, type FactorModel, type FactorParameter } from './theta/factor-model.ts';
export type { Interval as RateInterval } from './theta/interval.ts';
export { factorModelOf } from './factor-model-of.ts';
export { alignedRate } from './theta/aligned-rate.ts';
export type { StepEntries } from './theta/optimiser-rule.ts';
export { predictExponents } from './theta/predict.ts';
export {
  quantityNames,
  type ExponentProblem,
  type ExponentStep,
  type QuantityName,
} from './theta/problem.ts';
export type { BackwardSignal } from './theta/signal.ts';
export { solveRates, type Solution } from './theta/solve.ts';
export type { Statement } from './theta/statement.ts';
export { derivationTable, type TabledExponent, type TabledStep } from './theta/table.ts';
export { rotation, scalingBy, signedPermutation, type DrawChange } from './invariance/change.ts';
export { doubleDifferences } from './invariance/double-precision.ts';
export { judgeInvariance, type Differences, type InvarianceVerdict } from './invariance/judge.ts';
export { updateDifferences, type InvarianceCase } from './invariance/update-difference.ts';
export { checkCoordinates, measureCoordinates, type CoordinateCheck } from './coordinate-check.ts';
export {
  judgeCoordinates,
  type CoordinateStep,
  type CoordinateVerdict,
  type JudgeOptions,
  type KnownExponent,
  type ModuleReport,
} from './coordinate-report.ts';
export type { Coordinates, CoordinateUnit, WatchedStep } from './coordinates.ts';
export { knownAnswers, type KnownAnswer } from './known-coordinates.ts';
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
export { startExceptions } from './start-exceptions.ts';
export { attentionProblem, type AttentionOptions } from './expressiveness/attention.ts';
export { readSteps, trainFits, type Fit, type FitOptions } from './expressiveness/fit.ts';
export type { FitProblem } from './expressiveness/fit-problem.ts';
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
