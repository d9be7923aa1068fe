import { type RecordedRun } from '@singlora/comparison';
import type { DamagedRun } from '@singlora/tracking';
import { readChecks, type Checks } from '@singlora/theory';
import type { Limits } from './limits.ts';
import type { Bench } from './performance/read.ts';

/** Everything that is recorded, of which each page reads a part. */
export interface Recorded {
  /** Newest first. */
  readonly runs: readonly RecordedRun[];
  /** Runs of any experiment whose records cannot be read. */
  readonly damaged: readonly DamagedRun[];
  readonly measurements: Bench;
  readonly limits: Limits;
}

/** Runs of some experiments, and how much of them is shown. */
export type Runs = Pick<Recorded, 'runs' | 'damaged' | 'limits'>;

/** The runs of those experiments whose name is wanted. */
export const runsOf =
  (wanted: (experiment: string) => boolean) =>
  ({ runs, damaged, limits }: Runs): Runs => ({
    runs: runs.filter(({ record }) => wanted(record.experiment)),
    damaged,
    limits,
  });

/** The same, and what another implementation scored with their settings. */
export const runsAndScoresOf =
  (wanted: (experiment: string) => boolean) =>
  ({ measurements: { scores }, ...recorded }: Runs & Pick<Recorded, 'measurements'>) => ({
    ...runsOf(wanted)(recorded),
    scores,
  });

export interface CheckRuns extends Pick<Recorded, 'damaged'> {
  readonly checks: Checks;
}

/** The runs of the theory's checks, with their results. */
export const checkRuns = ({ runs, damaged, limits }: Runs): CheckRuns => ({
  checks: readChecks(
    runs.map(({ record }) => record),
    limits.checks,
  ),
  damaged,
});

/** Time and memory, from the folder of measurements. */
export const measurements = ({ measurements: own }: Pick<Recorded, 'measurements'>): Bench => own;
