import { PredictionsReader, SharedValues, type RecordedRun } from '@singlora/comparison';
import { isDamaged, type DamagedRun, type Tracking } from '@singlora/tracking';
import { scoredSplits } from '@singlora/records';

/** Reads every run, newest first, with files and metrics read on demand; runs with unreadable records are separate. */
export async function recordedRuns(tracking: Tracking, filter: { readonly experiment?: string }) {
  const predictions = new PredictionsReader();
  const shared = new SharedValues();
  const runs: RecordedRun[] = [];
  const damaged: DamagedRun[] = [];
  const metric = (id: string, key: string) => tracking.metrics(id, key);
  for await (const run of tracking.each(filter)) {
    if (isDamaged(run)) {
      damaged.push(run);
      continue;
    }
    const record = {
      ...run,
      ...{ command: shared.of(run.command), owner: shared.of(run.owner) },
      config: shared.in(run.config),
    };
    runs.push({
      record,
      predictions: predictions.of(record, scoredSplits(record.summary)[0] ?? ''),
      metric,
    });
  }
  return { runs, damaged };
}
