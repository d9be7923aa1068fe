import { dreamBoothRunConfig } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import { readRuns, type RecordedRun, type SuiteRuns } from '../recorded-run.ts';
import { withRepeats } from '../record-problem.ts';
import { dreamBoothConfig, type DreamBoothConfig } from '../settings-in-words.ts';
import { contradictionOf, picturesOf } from './contradictions.ts';
import { pictureDeparture } from './departure.ts';

/** A recorded DreamBooth run, its configuration checked. */
export type DreamBoothRun = ReturnType<typeof dreamBoothRun>;

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

function dreamBoothRun({ record, metric }: RecordedRun, config: DreamBoothConfig) {
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
    /** The fidelity of each picture of the subject, in their order; empty where it is not recorded. */
    fidelities: (pictures ?? []).flatMap(({ fidelity }) => fidelity ?? []),
    /** Whether training ended without a usable model. */
    diverged: isFinished && isDiverged,
    /** Whether it finished with scores. */
    scored: isFinished && !isDiverged && numberOf(record, 'fidelity') !== undefined,
  };
}

/** A number of a run's summary, if it is one. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
