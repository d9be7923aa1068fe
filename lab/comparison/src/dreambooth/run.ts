import { dreamBoothRunConfig, ownPictures } from '@singlora/records';
import { groupBy } from '@singlora/reporting/text';
import type { RunRecord } from '@singlora/tracking';
import { readConfigured, type RecordedRun, type SuiteRuns } from '../recorded-run.ts';
import { withRepeats, type CheckedRun } from '../record-problem.ts';
import { dreamBoothConfig, type DreamBoothConfig } from '../settings-in-words.ts';
import { pictureContradiction, picturesOf } from './contradictions.ts';
import { pictureDeparture } from './departure.ts';

/** A recorded DreamBooth run, its configuration checked. */
export interface DreamBoothRun extends CheckedRun {
  readonly config: DreamBoothConfig;
  /** Whether training ended without a usable model. */
  readonly diverged: boolean;
  /** Whether it finished with scores. */
  readonly scored: boolean;
  /** The fidelity of each picture of the subject, in order; empty where it is not recorded. */
  readonly fidelities: readonly number[];
}

/** Whether a configuration is of a DreamBooth run. */
export const isPictures = (config: RunRecord['config']): boolean => 'drawing' in config;

/** The DreamBooth runs among those recorded. */
export function dreamBoothRuns(recorded: readonly RecordedRun[]): SuiteRuns<DreamBoothRun> {
  const own = recorded.filter(({ record }) => isPictures(record.config));
  const { runs, otherVersions } = readConfigured(own, dreamBoothRunConfig, (run, config) =>
    dreamBoothRun(run, dreamBoothConfig(config)),
  );
  const scoreOf = ({ record: { summary } }: DreamBoothRun) =>
    `${summary['fidelity']} ${summary['prior']}`;
  return { runs: toldApart(withRepeats(runs, scoreOf)), otherVersions };
}

/**
 * Runs whose users' own subjects have one name (folders called `photos`, say) but different pictures, with a
 * number and the class added to the name: otherwise one subject's runs would stand in for another's.
 */
function toldApart(runs: readonly DreamBoothRun[]): DreamBoothRun[] {
  const picturesOf = ({ record, config }: DreamBoothRun) =>
    record.assets.find(({ kind, id }) => kind === 'dataset' && id === config.subject)?.sha256;
  // The oldest gets the first number, so later runs do not change it.
  const own = runs.filter(({ config }) => config.data === ownPictures).toReversed();
  const names = groupBy(own, ({ config }) => config.subject).flatMap((alike) => {
    const subjects = groupBy(alike, picturesOf);
    const nameOf = ({ subject, className }: DreamBoothConfig, at: number) =>
      subjects.length === 1 ? subject : `${subject} ${at + 1} (${className})`;
    return subjects.flatMap((of, at) => of.map((run) => [run, nameOf(run.config, at)] as const));
  });
  const named = new Map(names);
  return runs.map((run) => ({
    ...run,
    config: { ...run.config, subject: named.get(run) ?? run.config.subject },
  }));
}

function dreamBoothRun({ record }: RecordedRun, config: DreamBoothConfig): DreamBoothRun {
  const isFinished = record.status === 'finished';
  const isDiverged = record.summary['diverged'] === 1;
  const pictures = isFinished ? picturesOf(record) : undefined;
  return {
    record,
    config,
    contradiction: isFinished
      ? (pictureContradiction({ record, config, pictures }) ?? pictureDeparture({ record, config }))
      : undefined,
    fidelities: (pictures ?? []).flatMap(({ fidelity }) => fidelity ?? []),
    diverged: isFinished && isDiverged,
    scored: isFinished && !isDiverged && numberOf(record, 'fidelity') !== undefined,
  };
}

/** A value of a run's summary, if it is a number. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
