export type {
  ArtifactRecord,
  AssetRecord,
  MetricPoint,
  RunOwner,
  RunRecord,
  RunStatus,
} from './records.ts';
export {
  captureEnvironment,
  packageVersions,
  type Environment,
  type EnvironmentOptions,
} from './environment.ts';
export { canonicalJson, identityOf, type IdentityInput } from './identity.ts';
export { codeVersion, type CodeVersionOptions } from './code-version.ts';
export type { GitState } from './git.ts';
export { TrackingError, type TrackingErrorCode } from './errors.ts';
export type { StartRun } from './claim.ts';
export { openTracking, type RunFilter, type Tracking } from './tracking.ts';
export type { Run } from './run.ts';
