export * from './bench.ts';
export type { ScoresRecord } from './scores.ts';
export * from './finding.ts';
export { precisions, type Precision } from './precision.ts';
export * from './run/adapter.ts';
export * from './run/peak-memory.ts';
export { stepMetrics, type AdamWSettings } from './run/training.ts';
export * from './shown-names.ts';
export * from './glue/description.ts';
export * from './glue/known-encoders.ts';
export * from './glue/task.ts';
export * from './glue/tasks.ts';
export * from './glue/run-config.ts';
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
export { plannedRates } from './glue/planned-rates.ts';
export { mechanismPairs, mechanismPlan, mechanismPlans } from './glue/mechanism.ts';
export * from './glue/summary.ts';
export * from './paper/paper.ts';
export * from './paper/known-models.ts';
export * from './paper/known-weights.ts';
export * from './paper/tables.ts';
export * from './paper/protocol.ts';
export * from './paper/dreambooth-protocol.ts';
export * from './dreambooth/known-denoisers.ts';
export * from './dreambooth/picture-plan.ts';
export * from './dreambooth/run-config.ts';
export * from './dreambooth/scores.ts';
export type { WholeModelRun, WholeModelSummary } from './dreambooth/whole-model.ts';
export * from './dreambooth/judge.ts';
export * from './dreambooth/pretraining.ts';
export * from './theory/declared-method.ts';
export * from './version.ts';
