import type { GlueRun, RecordedRun, SuiteRuns } from '@singlora/comparison';
import type { DamagedRun } from '@singlora/tracking';
import type { Limits } from './limits.ts';
import type { Bench } from './performance/read.ts';

/** Everything that is recorded. */
export interface Records {
  /** Newest first. */
  readonly runs: readonly RecordedRun[];
  /** Runs of any experiment with unreadable records. */
  readonly damaged: readonly DamagedRun[];
  readonly measurements: Bench;
  readonly limits: Limits;
}

/** Runs of some experiments, and how many of them are shown. */
export type Runs = Pick<Records, 'runs' | 'damaged' | 'limits'>;

/** Runs of GLUE's tasks, as recorded and as the gate admits them. */
export interface AdmittedRuns extends Pick<Runs, 'runs' | 'limits'> {
  readonly admitted: SuiteRuns<GlueRun>;
}

/** The runs of the experiments with a wanted name. */
export const runsOf =
  (wanted: (experiment: string) => boolean) =>
  ({ runs, damaged, limits }: Runs): Runs => ({
    runs: runs.filter(({ record }) => wanted(record.experiment)),
    damaged,
    limits,
  });
