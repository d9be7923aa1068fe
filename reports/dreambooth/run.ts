import {
  dreamBoothNumber,
  dreamBoothRunConfig,
  dreamBoothScores,
  type DreamBoothRunConfig,
  type DreamBoothScoreName,
} from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import type { RecordedRun } from '../recorded-run.ts';
import { configOf } from '../versions.ts';

/** Experiments whose runs are DreamBooth's, each with the paper's table that it is about. */
export const suites = [
  {
    name: 'dreambooth',
    title: 'DreamBooth',
    table: 'table 3',
    asks: 'Subjects are learned from a few pictures each, and drawn by prompts that place them elsewhere.',
  },
  {
    name: 'faces',
    title: 'Faces',
    table: 'table 4',
    asks: 'The same for faces, each learned from pictures of one person.',
  },
] as const;

export type Suite = (typeof suites)[number];

export const isDreamBooth = (experiment: string): boolean =>
  suites.some(({ name }) => name === experiment);

/** What pages call an experiment. */
export const suiteTitle = (experiment: string): string =>
  suites.find(({ name }) => name === experiment)?.title ?? experiment;

/** A recorded DreamBooth run, its configuration checked. */
export interface DreamBoothRun {
  readonly record: RunRecord;
  readonly config: DreamBoothRunConfig;
  readonly metric: RecordedRun['metric'];
  /** Training ended without a usable model. */
  readonly diverged: boolean;
  /** Finished, with scores. */
  readonly scored: boolean;
}

/** The DreamBooth runs among those recorded, each record checked once. */
interface DreamBoothRuns {
  readonly runs: readonly DreamBoothRun[];
  /** What another version of this project recorded in a way that this one does not know, in words. */
  readonly otherVersions: readonly string[];
}

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
    const isDiverged =
      record.summary['diverged'] === 1 || numberOf(record, 'fidelity') === undefined;
    runs.push({
      record,
      metric,
      config: read.config,
      diverged: isFinished && isDiverged,
      scored: isFinished && !isDiverged,
    });
  }
  return { runs, otherVersions };
}

/** Every score, in the order of the tables. */
export const scoreNames = Object.keys(dreamBoothScores) as DreamBoothScoreName[];

/** A number of a run's summary, if it is one. */
export function numberOf({ summary }: Pick<RunRecord, 'summary'>, key: string): number | undefined {
  const value = summary[key];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** A score over the pictures that a run drew. */
export const scoreOf = ({ record }: DreamBoothRun, score: DreamBoothScoreName) =>
  numberOf(record, dreamBoothNumber.mean(score));
