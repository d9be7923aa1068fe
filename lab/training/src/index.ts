export {
  adamw,
  biasCorrections,
  type AdamWConfig,
  type AdamWScalars,
  type AdamWState,
} from './adamw.ts';
export {
  planEpoch,
  type BatchOrder,
  type BatchPlan,
  type EpochOptions,
  type PlannedBatch,
  type PlanOptions,
} from './classification/batch-plan.ts';
export type { Batch as ClassificationBatch } from './classification/batches.ts';
export type { Classifier } from './classification/classifier.ts';
export { evaluate, type Evaluation, type EvaluationJob } from './classification/evaluate.ts';
export type { Example } from './classification/examples.ts';
export {
  classification,
  objectives,
  regression,
  type Objective,
} from './classification/objective.ts';
export { computePrefix, type PrefixJob } from './classification/compute-prefix.ts';
export type { Prefix } from './classification/prefix.ts';
export { planMemory, type MemoryPlan } from './classification/memory-plan.ts';
export { sequenceClassification, type ClassificationSetting } from './classification/task.ts';
export { countSteps, type TrainingConfig } from './config.ts';
export { TrainingError, type TrainingErrorCode } from './errors.ts';
export { forwardBatches, forwardOf, type ForwardJob } from './forward.ts';
export { inHalves, threadsPerHalf } from './halves.ts';
export { lossAndGradients, type LossAndGradients } from './loss-and-gradients.ts';
export { recomputation } from './recomputation.ts';
export {
  createRecordings,
  withTrainable,
  type Computation,
  type Kept,
  type Recordings,
} from './recordings.ts';
export {
  createProgress,
  type ProgressOptions,
  type ProgressReporter,
  type ProgressStream,
} from './reporter.ts';
export { batchRows } from './rows-of.ts';
export { scheduleAt, type ScheduleConfig } from './schedule.ts';
export { disposeState, type TrainState, type TrainTensors } from './state.ts';
export type { Batches, Draw, Forward, Seeds, Task, Trained } from './task.ts';
export type { Trainable } from './trainable.ts';
export {
  train,
  type StepReport,
  type TrainingCheckpoint,
  type TrainingJob,
  type TrainingStart,
  type TrainResult,
} from './train.ts';
export { wholeModel } from './whole-model.ts';
