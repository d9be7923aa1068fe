export {
  inPoints,
  intervalText,
  nameOf,
  overPairs,
  type Comparison,
  type DifferenceWords,
  type Found,
  type Pair,
  type Scope,
} from './comparison.ts';
export {
  corrected,
  correctionText,
  declared,
  findingText,
  level,
  pText,
  sentenceOf,
  type Judged,
} from './correction.ts';
export { comparison, fewSeeds, isLearned, leavesOut, type Check } from './reservation.ts';
export {
  directionOf,
  marginText,
  noVerdict,
  rules,
  standsAt,
  verdictOf,
  verdictText,
  type Rule,
  type Verdict,
} from './verdict.ts';
export {
  candidateTitle,
  comparisonTitle,
  outcomeOf,
  type Answer,
  type Measure,
  type MissingRuns,
  type Outcome,
  type Plan,
} from './plan.ts';
export {
  searchesOf,
  type RateSearch,
  type RateTrial,
  type TrialScore,
  type Trials,
} from './search.ts';
export { leading, mostOf, type Side } from './side.ts';
export type { StandIn } from './stand-in.ts';
export type { ProtocolBeside, ProtocolRow } from './protocol.ts';
export {
  fanText,
  initText,
  isRandomStart,
  rampLengthText,
  rampSteps,
  rampText,
  valueText,
  wordsOf,
} from './words.ts';
export { configOf, type RecordedRun } from './recorded-run.ts';
export { parameterCount } from './parameter-count.ts';
export { paperModelOf } from './paper-model.ts';
export { shortModel } from './short-model.ts';
export { axisTitle, metricInfo, scoreText, type MetricInfo } from './glue/metric.ts';
export {
  PredictionsReader,
  sharedRows,
  type Predictions,
  type RunPredictions,
} from './glue/predictions.ts';
export { configNumber, glueRuns, type GlueRun, type GlueRuns, type ScoredRun } from './glue/run.ts';
export { glueSettings, shownOf, type GlueSetting, type GlueVariant } from './glue/setting.ts';
export {
  compareGlue,
  glueChecks,
  hasLearned,
  judgeGlue,
  otherTraining,
  type GlueJudged,
} from './glue/compare.ts';
export { glueSearches } from './glue/search.ts';
export { glueStandIns, glueStandInsText } from './glue/stand-in.ts';
export { glueProtocol } from './glue/protocol.ts';
export { decidingSplit } from './glue/departure.ts';
export {
  glueOutcomes,
  isBegun,
  judgedByPlans,
  planCommand,
  planExperiment,
  type GlueOutcome,
  type PlannedTaskRuns,
} from './glue/planned-runs.ts';
export { sizeText, type Clusters } from './dreambooth/clusters.ts';
export {
  comparePictures,
  headlineDifferences,
  likeIn,
  pictureComparisons,
  pictureMargin,
  sizeOver,
  unlearnedText,
  type Pairing,
  type PictureComparison,
} from './dreambooth/compare.ts';
export {
  dreamBoothRuns,
  numberOf,
  type DreamBoothRun,
  type DreamBoothRuns,
} from './dreambooth/run.ts';
export { pictureSearches } from './dreambooth/search.ts';
export { dreamBoothSettings, promptScore, type DreamBoothSetting } from './dreambooth/setting.ts';
export { pictureStandIns, pictureStandInsText } from './dreambooth/stand-in.ts';
export { pictureProtocol } from './dreambooth/protocol.ts';
export {
  clustered,
  parametersOf,
  variantTitle,
  type DreamBoothVariant,
} from './dreambooth/variant.ts';
