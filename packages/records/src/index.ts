export {
  axes,
  benchRecord,
  measuredRecord,
  passes,
  type Axis,
  type BenchKind,
  type BenchRecord,
  type LossesRecord,
  type Measured,
  type MeasuredCase,
  type MeasuredRecord,
  type RecordOf,
  type TimesKind,
  type TimesRecord,
} from './bench.ts';
export type { ScoresRecord } from './scores.ts';
export { lossesBeside, type LossesBeside } from './losses-beside.ts';
export { precisions, type Precision } from './precision.ts';
export { recordedAdapter, type RecordedAdapter } from './run/adapter.ts';
export { type Optimiser } from './run/training.ts';
export { besideFloat32, besideOthers, ownSides, type ComparedSides } from './compared-sides.ts';
export { familyOrder, familyTitle } from './families.ts';
export { optimiserOrder, optimiserTitle } from './optimisers.ts';
export {
  taskDescription,
  type DescribedFile,
  type TaskColumns,
  type TaskDescription,
  type TaskPlace,
} from './glue/description.ts';
export { encoderNamed, knownEncoder, type KnownEncoder } from './glue/known-encoders.ts';
export { taskOf, type DatasetSplit, type GlueTask } from './glue/task.ts';
export { splitTitle, taskNamed, taskOrder, tasks, taskTitle, type TaskName } from './glue/tasks.ts';
export {
  baselineMethod,
  headlineMethod,
  paper,
  paperMethods,
  paperRivals,
  paperRows,
  type Paper,
  type PaperDreamBoothRow,
  type PaperFacesRow,
  type PaperModel,
  type PaperModelName,
  type PaperRow,
} from './paper/paper.ts';
export {
  areOfGlue,
  isOfPaper,
  paperModelOfShape,
  paperModelOfWeights,
  type ModelShape,
} from './paper/known-models.ts';
export { knownRows, knownWeights } from './paper/known-weights.ts';
export {
  languageTables,
  picturePlans,
  pictureTables,
  plannedPictures,
  tableOf,
  tablePlans,
  type PicturePlan,
} from './paper/tables.ts';
export {
  paperProtocol,
  type GlueProtocol,
  type LearningRate,
  type StatedSettings,
} from './paper/protocol.ts';
export {
  glueRunConfig,
  glueRunFields,
  rateSearch,
  type GlueRunConfig,
  type RateSearch,
  type TemplateName,
} from './glue/run-config.ts';
export {
  fewestSeeds,
  gluePlans,
  plannedAdapter,
  plannedRun,
  plannedTraining,
  protocolRun,
  type Candidate,
  type GluePlan,
  type PlannedComparison,
  type PlannedTask,
} from './glue/plan.ts';
export {
  glueMetrics,
  glueNumber,
  glueScore,
  holdout,
  scoredSplits,
  scoreOf,
  spare,
  trainedRowsFile,
  type GlueSizes,
  type GlueTraining,
} from './glue/summary.ts';
export {
  dreamBoothProtocol,
  facesProtocol,
  type DreamBoothProtocol,
} from './paper/dreambooth-protocol.ts';
export { dreamBoothBaselines } from './dreambooth/baselines.ts';
export {
  denoiserNamed,
  knownDenoiser,
  projectionsOf,
  stableDiffusion,
  type KnownDenoiser,
} from './dreambooth/known-denoisers.ts';
export {
  dreamBoothMethod,
  dreamBoothRunConfig,
  dreamBoothRunFields,
  subjectRateSearch,
  type DreamBoothRunConfig,
  type SubjectRateSearch,
} from './dreambooth/run-config.ts';
export {
  dreamBoothFiles,
  dreamBoothNumber,
  dreamBoothScores,
  scoredPicture,
  validationMetric,
  type DreamBoothScore,
  type DreamBoothScoreName,
  type DreamBoothSummary,
} from './dreambooth/scores.ts';
export type { WholeModelRun } from './dreambooth/whole-model.ts';
export {
  judgeFields,
  judgeNumbers,
  judgeRunConfig,
  type JudgeRunConfig,
  type JudgeSummary,
} from './dreambooth/judge.ts';
export {
  pretrainingFields,
  pretrainingRunConfig,
  samplesFile,
  type PretrainingRunConfig,
  type PretrainingSummary,
} from './dreambooth/pretraining.ts';
export {
  added,
  eachWithFields,
  firstVersion,
  versioned,
  withFields,
  without,
  type Migration,
} from './versioned.ts';
export { stepMetrics } from './step-metrics.ts';
