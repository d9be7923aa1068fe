export type { MeasuredStep } from './cost.ts';
export { isAbort, unknownChoice, UsageError } from './errors.ts';
export { exitCodes, explain } from './explain.ts';
export type {
  Context,
  Experiment,
  Finished,
  FollowUp,
  Outcome,
  Plan,
  Session,
  Stage,
} from './experiment.ts';
export { followAll, type Part } from './follow-all.ts';
export { orInterrupted } from './or-interrupted.ts';
export {
  list,
  parseFlags,
  parseInvocation,
  shareOf,
  withFlags,
  type Flagged,
  type Invocation,
  type Shard,
} from './options.ts';
export { runProgram } from './program.ts';
export type { Project } from './project.ts';
export type { RecordedAsset } from './run-file.ts';
export { listenForStop, type Stop } from './stop.ts';
export { readJson } from './values.ts';
