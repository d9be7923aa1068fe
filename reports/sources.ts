import type { RecordedRun } from '@singlora/comparison';
import type { DamagedRun } from '@singlora/tracking';
import type { Limits } from './limits.ts';
import type { Bench } from './performance/read.ts';

/** Everything that is recorded. */
export interface Records {
  /** Newest first. */
  readonly runs: readonly RecordedRun[];
  /** Runs of any experiment whose records cannot be read. */
  readonly damaged: readonly DamagedRun[];
  readonly measurements: Bench;
  readonly limits: Limits;
}

/** Runs of some experiments, and how much of them is shown. */
export type Runs = Pick<Records, 'runs' | 'damaged' | 'limits'>;

/** The runs of those experiments whose name is wanted. */
export const runsOf =
  (wanted: (experiment: string) => boolean) =>
  ({ runs, damaged, limits }: Runs): Runs => ({
    runs: runs.filter(({ record }) => wanted(record.experiment)),
    damaged,
    limits,
  });
