import { PredictionsReader, type RecordedRun } from '@singlora/comparison';
import { isDamaged, type DamagedRun, type RunRecord, type Tracking } from '@singlora/tracking';
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
  const shared = new Shared();
  const runs: RecordedRun[] = [];
  const damaged: DamagedRun[] = [];
  for await (const run of tracking.each(filter)) {
    if (isDamaged(run)) {
      damaged.push(run);
      continue;
    }
    const record = shared.in(run);
    runs.push({
      record,
      predictions: predictions.of(record, scoredSplits(record.summary)[0] ?? ''),
      metric: (key) => tracking.metrics(record.id, key),
    });
  }
  return { runs, damaged };
}

/** Most runs ran on one machine with one model and much the same settings: what is equal is kept once. */
class Shared {
  readonly #values = new Map<string, unknown>();
  readonly #texts = new Map<string, unknown>();

  in(record: RunRecord): RunRecord {
    const { config } = record;
    for (const [key, value] of Object.entries(config)) config[key] = this.#one(value);
    return {
      ...record,
      owner: this.#one(record.owner),
      environment: this.#one(record.environment),
      starts: record.starts.map((start) => ({
        ...start,
        environment: this.#one(start.environment),
      })),
      assets: this.#one(record.assets),
      command: this.#one(record.command),
      experiment: this.#one(record.experiment),
    };
  }

  #one<Value>(value: Value): Value {
    if (typeof value === 'number') return value;
    const key = typeof value === 'string' ? value : JSON.stringify(value);
    const shared = typeof value === 'string' ? this.#texts : this.#values;
    const known = shared.get(key) as Value | undefined;
    if (known !== undefined) return known;
    shared.set(key, value);
    return value;
  }
}
