export { admit, type Admitted } from './admit.ts';
export * from './comparison.ts';
export * from './correction.ts';
export * from './differences.ts';
export { flattened } from './flattened.ts';
export { runLabel } from './label.ts';
export * from './paper-model.ts';
export { outdated } from './outdated.ts';
export { parameterCount } from './parameter-count.ts';
export type { ProtocolBeside, ProtocolRow } from './protocol.ts';
export { identityProblem, type CheckedRun } from './record-problem.ts';
export * from './recorded-run.ts';
export {
  comparison,
  fewSeeds,
  isLearned,
  leavesOut,
  type ReservationCheck,
} from './reservation.ts';
export * from './search.ts';
export * from './settings-in-words.ts';
export { leading, mostOf, type Side } from './side.ts';
export { areSmoke } from './smoke.ts';
export { basisOf, type StandIn } from './stand-in.ts';
export { beyondTies, type Ties } from './ties.ts';
export * from './verdict.ts';
export * from './words.ts';
export * from './glue/collapse.ts';
export * from './glue/compare.ts';
export { decidingSplit } from './glue/departure.ts';
export * from './glue/metric.ts';
export * from './glue/other-rates.ts';
export * from './glue/plan.ts';
export * from './glue/planned-runs.ts';
export {
  PredictionsReader,
  readPredictions,
  sharedRows,
  type Predictions,
  type RunPredictions,
} from './glue/predictions.ts';
export { glueProtocol } from './glue/protocol.ts';
export * from './glue/run.ts';
export * from './glue/search.ts';
export { glueSettingsIn, shownOf, type GlueSetting, type GlueVariant } from './glue/setting.ts';
export * from './glue/stand-in.ts';
export { clustersText, type Clusters } from './dreambooth/clusters.ts';
export * from './dreambooth/compare.ts';
export { atBestRate, type AdapterDifference } from './dreambooth/best-rate.ts';
export { judgedByPlan, plannedPairs } from './dreambooth/planned.ts';
export { pictureProtocol } from './dreambooth/protocol.ts';
export * from './dreambooth/run.ts';
export * from './dreambooth/setting.ts';
export * from './dreambooth/stand-in.ts';
export { clustered, parametersOf, type DreamBoothVariant } from './dreambooth/variant.ts';
