import { dreamBoothMethod, dreamBoothRunConfig, type DreamBoothRunConfig } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import { configOf, type RecordedRun } from '../recorded-run.ts';
import { adapterInWords, optimiserInWords } from '../settings-in-words.ts';

/** A run's settings by the names that pages have for them, with the method or the baseline's name. */
export const dreamBoothConfig = ({ adapter, training, ...config }: DreamBoothRunConfig) => ({
  ...config,
  method: dreamBoothMethod({ adapter, training }),
  adapter: adapter && adapterInWords(adapter),
  training: training && trainingInWords(training),
});

const trainingInWords = ({
  optimiser,
  ...training
}: NonNullable<DreamBoothRunConfig['training']>) => ({
  ...training,
  ...optimiserInWords(optimiser),
});

/** See {@link dreamBoothConfig}. */
export type DreamBoothConfig = ReturnType<typeof dreamBoothConfig>;

/** A recorded DreamBooth run, its configuration checked. */
export interface DreamBoothRun {
  readonly record: RunRecord;
  readonly config: DreamBoothConfig;
  /** A metric by step, read when it is asked for. */
  readonly metric: RecordedRun['metric'];
  /** Training ended without a usable model. */
  readonly diverged: boolean;
  /** Finished, with scores. */
  readonly scored: boolean;
}

/** The DreamBooth runs among those recorded, each record checked once. */
export interface DreamBoothRuns {
  readonly runs: readonly DreamBoothRun[];
  /** What another version of this project recorded in a way that this one does not know, in words. */
  readonly otherVersions: readonly string[];
}

/** The runs among those recorded, which are all of DreamBooth. */
export function dreamBoothRuns(recorded: readonly RecordedRun[]): DreamBoothRuns {
  const runs: DreamBoothRun[] = [];
  const otherVersions: string[] = [];
  for (const { record, metric } of recorded) {
    const read = configOf(dreamBoothRunConfig, record);
    if ('problem' in read) {
      otherVersions.push(read.problem);
      continue;
    }
    const isFinished = record.status === 'finished';
    const isDiverged = record.summary['diverged'] === 1;
    runs.push({
      record,
      metric,
      config: dreamBoothConfig(read.config),
      diverged: isFinished && isDiverged,
      scored: isFinished && !isDiverged && numberOf(record, 'fidelity') !== undefined,
    });
  }
  return { runs, otherVersions };
}

/** A number of a run's summary, if it is one. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
