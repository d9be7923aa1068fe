import { PredictionsReader, SharedValues, type RecordedRun } from '@singlora/comparison';
import { isDamaged, type DamagedRun, type Tracking } from '@singlora/tracking';
import { scoredSplits } from '@singlora/records';

/** What is recorded, newest first. */
interface RecordedRuns {
  readonly runs: readonly RecordedRun[];
  /** What cannot be read of it. */
  readonly damaged: readonly DamagedRun[];
}

/** Reads every run, but its files and metrics only where they are asked for. */
export async function recordedRuns(
  tracking: Tracking,
  filter: { readonly experiment?: string },
): Promise<RecordedRuns> {
  const predictions = new PredictionsReader();
  const shared = new SharedValues();
  const runs: RecordedRun[] = [];
  const damaged: DamagedRun[] = [];
  for await (const run of tracking.each(filter)) {
    if (isDamaged(run)) {
      damaged.push(run);
      continue;
    }
    const record = { ...run, command: shared.of(run.command), config: shared.in(run.config) };
    runs.push({
      record,
      predictions: predictions.of(record, scoredSplits(record.summary)[0] ?? ''),
      metric: (key) => tracking.metrics(record.id, key),
    });
  }
  return { runs, damaged };
}
