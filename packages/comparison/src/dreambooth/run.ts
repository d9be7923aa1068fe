import { dreamBoothRunConfig } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import { configOf, type RecordedRun } from '../recorded-run.ts';
import { withRepeats, type CheckedRun } from '../record-problem.ts';
import { dreamBoothConfig, type DreamBoothConfig } from './config.ts';
import { contradictionOf, picturesOf } from './contradictions.ts';
import { pictureDeparture } from './departure.ts';

/** A recorded DreamBooth run, its configuration checked. */
export interface DreamBoothRun extends CheckedRun {
  readonly config: DreamBoothConfig;
  /** A metric by step, read when it is asked for. */
  readonly metric: RecordedRun['metric'];
  /** Training ended without a usable model. */
  readonly diverged: boolean;
  /** Finished, with scores. */
  readonly scored: boolean;
  /** Of each picture of the subject, in their order; empty where that is not recorded. */
  readonly fidelities: readonly number[];
}

/** The DreamBooth runs among those recorded, each record checked once. */
export interface DreamBoothRuns {
  readonly runs: readonly DreamBoothRun[];
  /** What another version of this project recorded in a way that this one does not know, in words. */
  readonly otherVersions: readonly string[];
}

/** The DreamBooth runs among those recorded. */
export function dreamBoothRuns(recorded: readonly RecordedRun[]): DreamBoothRuns {
  const runs: DreamBoothRun[] = [];
  const otherVersions: string[] = [];
  for (const { record, metric } of recorded) {
    if (!('drawing' in record.config)) continue;
    const read = configOf(dreamBoothRunConfig, record);
    if ('problem' in read) {
      otherVersions.push(read.problem);
      continue;
    }
    const isFinished = record.status === 'finished';
    const isDiverged = record.summary['diverged'] === 1;
    const config = dreamBoothConfig(read.config);
    const pictures = isFinished ? picturesOf(record) : undefined;
    runs.push({
      ...{ record, metric, config },
      contradiction: isFinished
        ? (contradictionOf({ record, config, pictures }) ?? pictureDeparture({ record, config }))
        : undefined,
      fidelities: (pictures ?? []).flatMap(({ fidelity }) => fidelity ?? []),
      diverged: isFinished && isDiverged,
      scored: isFinished && !isDiverged && numberOf(record, 'fidelity') !== undefined,
    });
  }
  return {
    runs: withRepeats(
      runs,
      ({ record: { summary } }) => `${summary['fidelity']} ${summary['prior']}`,
    ),
    otherVersions,
  };
}

/** A number of a run's summary, if it is one. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
