import type { Point } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { RunPredictions } from './glue/predictions.ts';

/** A run as it is read from the database. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** A metric by step, read when it is asked for. */
  readonly metric: (key: string) => Promise<readonly Point[]>;
  /** Of the headline split, where the run has one. */
  readonly predictions: RunPredictions;
}
