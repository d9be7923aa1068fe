import { configOf, type RecordedRun } from '@singlora/comparison';
import {
  judgeRunConfig,
  pretrainingRunConfig,
  samplesFile,
  type JudgeRunConfig,
  type PretrainingRunConfig,
} from '@singlora/records';
import type { z } from 'zod';

/** What the small setting is measured with, and the experiment that makes each. */
export const made = {
  model: {
    experiment: 'pretrain-small',
    title: 'The small text-to-image model',
    /** Its file of pictures: a row a class, a column a scene. */
    samples: samplesFile,
  },
  judge: { experiment: 'train-judge', title: 'Its judge' },
} as const;

/** Experiments that make what the small setting is measured with. */
export const isMaking = (experiment: string): boolean =>
  Object.values(made).some((one) => one.experiment === experiment);

/** A run with its configuration, checked. */
export interface Made<Config = PretrainingRunConfig | JudgeRunConfig> extends RecordedRun {
  readonly config: Config;
}

/** Of each the longest finished run, the newest of equal ones. */
export interface Making {
  readonly model: Made<PretrainingRunConfig> | undefined;
  /** Other runs of the same experiment, newest first, without smoke runs. */
  readonly trials: readonly Made<PretrainingRunConfig>[];
  readonly judge: Made<JudgeRunConfig> | undefined;
  readonly otherVersions: readonly string[];
}

export function makingOf(recorded: readonly RecordedRun[]): Making {
  const otherVersions: string[] = [];
  const finishedOf = <Config>(experiment: string, schema: z.ZodType<Config>): Made<Config>[] =>
    recorded.flatMap((run) => {
      if (run.record.experiment !== experiment) return [];
      const read = configOf(schema, run.record);
      if ('problem' in read) otherVersions.push(read.problem);
      return 'config' in read && run.record.status === 'finished' ? [{ ...run, ...read }] : [];
    });
  const models = finishedOf(made.model.experiment, pretrainingRunConfig);
  const judge = longest(finishedOf(made.judge.experiment, judgeRunConfig));
  const model = longest(models);
  const trials = models.filter((run) => run !== model && run.config.preset !== 'smoke');
  return { model, trials, judge, otherVersions };
}

const longest = <Run extends RecordedRun>(runs: readonly Run[]): Run | undefined =>
  runs.reduce<Run | undefined>(
    (best, run) => (best && stepsOf(best) >= stepsOf(run) ? best : run),
    undefined,
  );

const stepsOf = ({ record }: RecordedRun): number => record.summary['steps'] ?? 0;
