export { everyCombination } from './combinations.ts';
export { normals } from './models/random-matrices.ts';
export { familyOf } from './models/families.ts';
export { ModelCache } from './models/model-cache.ts';
export type { ModelFamily } from './models/width-model.ts';
export { optimiserOf, optimisers, usualDecay } from './training/optimisers.ts';
export { wholeLayerTraining } from './training/whole-layers.ts';
export { adapterConfigAt, variantOf } from './methods/variants.ts';
export { canGrow, factorModelOf, factorsOf, type NamedMethod } from './methods/factor-model-of.ts';
export { supportsStart, isFromWeight } from './methods/can-start.ts';
export { startExpectations } from './methods/start-expectations.ts';
export type { StartName } from './exponents/prediction/start.ts';
export { sharesParameters } from './exponents/prediction/factor-model.ts';
export { predictExponents } from './exponents/prediction/predict.ts';
export { quantityNames, type ExponentProblem } from './exponents/prediction/problem.ts';
export type { BackwardSignal } from './exponents/prediction/signal.ts';
export { exponentAt } from './exponents/algebra/exponent.ts';
export type { Interval as RateInterval } from './exponents/algebra/interval.ts';
export { alignedRate } from './exponents/rates/aligned-rate.ts';
export { solveRates, type Solution } from './exponents/rates/solve.ts';
export { conclusionOf } from './exponents/text/conclusion.ts';
export { derivationOf } from './exponents/text/document.ts';
export { derivationTable, type TabledStep } from './exponents/text/table.ts';
export { designs, errorRate, shapes } from './slopes/error-rates.ts';
export { decidedText, mostSeeds } from './slopes/advice.ts';
export { powerNotice } from './slopes/power.ts';
export { designGoals, enoughSeeds, type DesignGoal } from './slopes/design.ts';
export { scatterOf } from './coordinate-check/scatter.ts';
export { baseRate } from './width-sweep/base-rate.ts';
export { openSweep, type SweepDesign, type Unit } from './width-sweep/width-sweep.ts';
export { stableRates } from './width-sweep/prediction.ts';
export { reportedSteps, sweepCells, type MeasuredCell } from './width-sweep/sweep-cells.ts';
export { atAllSteps, atFirstStep } from './width-sweep/sweep-verdict.ts';
export * from './coordinate-check/check.ts';
export * from './coordinate-check/coordinates.ts';
export * from './coordinate-check/report.ts';
export {
  expectationSchema,
  expectationsSchema,
  type Expectation,
} from './coordinate-check/expectation.ts';
export * from './coordinate-check/expectation-presets.ts';
export { firstCause, type FirstCause } from './coordinate-check/first-cause.ts';
export { isInside } from './coordinate-check/inside.ts';
export { faults, isFault, isHigh } from './coordinate-check/judgement.ts';
export {
  askable,
  contradictions,
  departure,
  isOpen,
  isUndecided,
  openRows,
} from './coordinate-check/evidence.ts';
export { judgeLosses, type LossStep } from './coordinate-check/loss.ts';
export type { CoordinateUnit, WatchedStep } from './coordinate-check/watched.ts';
export { coordinateLines, watchModel, type OwnModel } from './coordinate-check/any-model.ts';
export { knownAnswers, type KnownAnswer } from './coordinate-check/known-answers.ts';
export { rotation, scalingBy, signedPermutation, type DrawChange } from './invariance/change.ts';
export { doubleDifferences } from './invariance/double-precision.ts';
export { judgeInvariance, type Differences, type InvarianceVerdict } from './invariance/judge.ts';
export { updateDifferences } from './invariance/update-difference.ts';
export { attentionProblem } from './expressiveness/attention.ts';
export { readSteps, trainFits, type Fit, type FitProblem } from './expressiveness/fit.ts';
export { matrixTarget, matrixTargetOf, matrixTargets } from './expressiveness/matrix-target.ts';
export { quartiles } from './expressiveness/quartiles.ts';
export { edgesOf, isAtEdge } from './transfer/at-edge.ts';
export { cliffRounding } from './transfer/cliff.ts';
export { contenderNames, contenderOf } from './transfer/contender.ts';
export { measureLosses, ratesOf, type RateLosses } from './transfer/rate-losses.ts';
export { rateTransfer, transferReport, type TransferReport } from './transfer/report.ts';
