export { ScalingError, type ScalingErrorCode } from './errors.ts';
export { linearToyBatchFamily, linearToyFamily } from './families/linear-toy.ts';
export {
  residualMlpMupFamily,
  residualMlpSpFamily,
  type ResidualMlpFamily,
} from './families/residual-mlp.ts';
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
export type { ModelFamily, Trainable, WidthModel } from './width-model.ts';
export {
  adapterConfigAt,
  variantOf,
  variants,
  type Variant,
  type VariantContext,
} from './variants.ts';
export { wholeLayers } from './whole-layers.ts';
export { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slope.ts';
export { verdictOf, type DecidedBy, type Judgement, type Verdict } from './verdict.ts';
export { families, familyOf } from './families.ts';
export { ModelCache } from './model-cache.ts';
export { quantities, type Quantity } from './measured-step.ts';
export { baseRate, measureUnit, type SweepConfig, type Unit } from './width-sweep.ts';
export { reportedSteps, sweepCells, type Cell } from './sweep-cells.ts';
export { rotation, scalingBy, signedPermutation, type DrawChange } from './invariance/change.ts';
export { doubleDifferences } from './invariance/double-precision.ts';
export { judgeInvariance, type Differences, type InvarianceVerdict } from './invariance/judge.ts';
export { updateDifferences, type InvarianceCase } from './invariance/update-difference.ts';
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
