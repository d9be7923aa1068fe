export {
  checkArchive,
  exportRuns,
  importRuns,
  type ExportFilter,
  type Imported,
} from './archive.ts';
export type { Annotation } from './annotations.ts';
export type { ClusterJob } from './cluster-job.ts';
export type { ContentHashes } from './content-hashes.ts';
export { openArchive } from './open-archive.ts';
export {
  isDamaged,
  runStatuses,
  secondsWorked,
  type ArtifactRecord,
  type AssetRecord,
  type BriefRun,
  type DamagedRun,
  type LatestMetric,
  type ListedRun,
  type MetricPoint,
  type RunOwner,
  type RunRecord,
  type RunStatus,
  type StartRecord,
  type UnendedRun,
} from './records.ts';
export {
  captureEnvironment,
  packageVersions,
  type Environment,
  type EnvironmentOptions,
} from './environment.ts';
export { grouped } from './grouped.ts';
export { canonicalJson, codeSha256, identityOf, type IdentityInput } from './identity.ts';
export type { GitState } from './git.ts';
export { TrackingError, type TrackingErrorCode } from './errors.ts';
export type { StartRun } from './take-run.ts';
export {
  databaseName,
  defaultFolder,
  defaultUrl,
  limitsForHosts,
  openForReading,
  openToWatch,
  openTracking,
} from './open-tracking.ts';
export { ChangedFile, recordedBytes } from './recorded-file.ts';
export type { RunFilter } from './run-reader.ts';
export type { Run } from './run.ts';
export { runFolders } from './run-folder.ts';
export type { Tracking } from './tracking.ts';
export { lacksFolders } from './without-folders.ts';
