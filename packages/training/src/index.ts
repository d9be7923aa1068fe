export {
  adamw,
  biasCorrections,
  type AdamWConfig,
  type AdamWScalars,
  type AdamWState,
} from './adamw.ts';
export {
  LENGTH_STEP,
  planEpoch,
  planInOrder,
  type BatchPlan,
  type PlannedBatch,
  type PlanOptions,
} from './batch-plan.ts';
export { createBatchLoader, type Batch, type BatchLoader } from './batches.ts';
export { openCheckpoints, type CheckpointOptions, type CheckpointStore } from './checkpoint.ts';
export type { Classifier } from './classifier.ts';
export { clipByNorm, globalNorm } from './clip.ts';
export { countSteps, type TrainingConfig } from './config.ts';
export { TrainingError, type TrainingErrorCode } from './errors.ts';
export { evaluate, type Evaluation, type EvaluationJob } from './evaluate.ts';
export type { Example } from './examples.ts';
export {
  planMemory,
  type MemoryPlan,
  type MemorySetting,
  type MemoryShape,
} from './memory-plan.ts';
export { lossAndGradients } from './loss-and-gradients.ts';
export { classification, objectives, regression, type Objective } from './objective.ts';
export { duration, progressBar, progressLine, type Progress } from './progress.ts';
export {
  createProgress,
  type ProgressOptions,
  type ProgressReporter,
  type ProgressStream,
} from './reporter.ts';
export { scheduleAt, type ScheduleConfig } from './schedule.ts';
export { disposeState, initialState, type TrainState } from './state.ts';
export {
  createStep,
  type StepConfig,
  type StepFunction,
  type StepInputs,
  type StepOutputs,
  type StepScalars,
} from './step.ts';
export {
  train,
  type StepReport,
  type TrainingCheckpoint,
  type TrainingJob,
  type TrainingStart,
  type TrainResult,
} from './train.ts';
