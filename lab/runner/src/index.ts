export type { TimedStep } from './cost.ts';
export type { PlannedRun } from './dry-run.ts';
export { estimateText } from './estimate.ts';
export { parseDuration, spoken } from './duration.ts';
export { isAbort, misuse, unknownChoice, UsageError } from './errors.ts';
export type { CommandEvent } from './events.ts';
export { exitCodes, explain } from './explain.ts';
export type {
  Context,
  Experiment,
  Concluded,
  Finished,
  FollowUp,
  Outcome,
  Plan,
  Session,
  Stage,
} from './experiment.ts';
export { inStages, namedAfter } from './follow-all.ts';
export { orInterrupted } from './or-interrupted.ts';
export { parseFlags, withFlags } from './flags.ts';
export type { Flagged, GridPoint } from './grid.ts';
export { list, numbersByName } from './lists.ts';
export { parseInvocation, shareOf, type Invocation, type Shard } from './options.ts';
export { runProgram } from './program.ts';
export type { RecordedAsset } from './run-file.ts';
export { loseNothing } from './lose-nothing.ts';
export { surviveLostOutput } from './lost-output.ts';
export { listenForStop, type Stop } from './stop.ts';
export { readJson, readText, type ReadFile } from './values.ts';
