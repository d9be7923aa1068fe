import { judgeRunConfig, pretrainingRunConfig, samplesFile } from '@singlora/records';
import type { RecordedRun } from '../recorded-run.ts';
import { versionProblem } from '../versions.ts';

/** What the small setting is measured with, and the experiment that makes each. */
export const made = {
  model: {
    experiment: 'pretrain-small',
    title: 'The small text-to-image model',
    schema: pretrainingRunConfig,
    /** Its file of pictures: a row a class, a column a scene. */
    samples: samplesFile,
  },
  judge: { experiment: 'train-judge', title: 'Its judge', schema: judgeRunConfig },
} as const;

/** Experiments that make what the small setting is measured with. */
export const isMaking = (experiment: string): boolean =>
  Object.values(made).some((one) => one.experiment === experiment);

/** Of each the longest finished run, the newest of equal ones. */
export interface Making {
  readonly model: RecordedRun | undefined;
  /** Other runs of the same experiment, newest first, without smoke runs. */
  readonly trials: readonly RecordedRun[];
  readonly judge: RecordedRun | undefined;
  readonly otherVersions: readonly string[];
}

export function makingOf(recorded: readonly RecordedRun[]): Making {
  const otherVersions: string[] = [];
  const finishedOf = ({ experiment, schema }: (typeof made)[keyof typeof made]) =>
    recorded.filter(({ record }) => {
      if (record.experiment !== experiment) return false;
      const problem = versionProblem(schema, record);
      if (problem !== undefined) otherVersions.push(problem);
      return problem === undefined && record.status === 'finished';
    });
  const models = finishedOf(made.model);
  const [model, judge] = [longest(models), longest(finishedOf(made.judge))];
  const trials = models.filter((run) => run !== model && run.record.config['preset'] !== 'smoke');
  return { model, trials, judge, otherVersions };
}

const longest = (runs: readonly RecordedRun[]): RecordedRun | undefined =>
  runs.reduce<RecordedRun | undefined>(
    (best, run) => (best && stepsOf(best) >= stepsOf(run) ? best : run),
    undefined,
  );

const stepsOf = ({ record }: RecordedRun): number => record.summary['steps'] ?? 0;
