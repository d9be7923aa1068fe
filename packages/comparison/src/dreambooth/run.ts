import { dreamBoothRunConfig } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import { readRuns, type RecordedRun, type SuiteRuns } from '../recorded-run.ts';
import { withRepeats, type CheckedRun } from '../record-problem.ts';
import { dreamBoothConfig, type DreamBoothConfig } from '../settings-in-words.ts';
import { contradictionOf, picturesOf } from './contradictions.ts';
import { pictureDeparture } from './departure.ts';

/** A recorded DreamBooth run, its configuration checked. */
export interface DreamBoothRun extends CheckedRun {
  readonly config: DreamBoothConfig;
  /** A metric by step, read when it is asked for. */
  readonly metric: RecordedRun['metric'];
  /** Whether training ended without a usable model. */
  readonly diverged: boolean;
  /** Whether it finished with scores. */
  readonly scored: boolean;
  /** The fidelity of each picture of the subject, in their order; empty where it is not recorded. */
  readonly fidelities: readonly number[];
}

/** The DreamBooth runs among those recorded. */
export function dreamBoothRuns(recorded: readonly RecordedRun[]): SuiteRuns<DreamBoothRun> {
  const own = recorded.filter(({ record }) => 'drawing' in record.config);
  const { runs, otherVersions } = readRuns(own, dreamBoothRunConfig, (run, config) =>
    dreamBoothRun(run, dreamBoothConfig(config)),
  );
  const scoreOf = ({ record: { summary } }: DreamBoothRun) =>
    `${summary['fidelity']} ${summary['prior']}`;
  return { runs: withRepeats(runs, scoreOf), otherVersions };
}

function dreamBoothRun({ record, metric }: RecordedRun, config: DreamBoothConfig): DreamBoothRun {
  const isFinished = record.status === 'finished';
  const isDiverged = record.summary['diverged'] === 1;
  const pictures = isFinished ? picturesOf(record) : undefined;
  return {
    record,
    metric,
    config,
    contradiction: isFinished
      ? (contradictionOf({ record, config, pictures }) ?? pictureDeparture({ record, config }))
      : undefined,
    fidelities: (pictures ?? []).flatMap(({ fidelity }) => fidelity ?? []),
    diverged: isFinished && isDiverged,
    scored: isFinished && !isDiverged && numberOf(record, 'fidelity') !== undefined,
  };
}

/** A number of a run's summary, if it is one. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
