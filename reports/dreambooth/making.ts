import { judgeRunConfig, pretrainingRunConfig } from '@singlora/records';
import type { RecordedRun } from '../recorded-run.ts';
import { versionProblem } from '../versions.ts';

/** What the small setting is measured with, and the experiment that makes each. */
export const made = {
  model: {
    experiment: 'pretrain-small',
    title: 'The small text-to-image model',
    schema: pretrainingRunConfig,
    /** Its file of pictures: a row a class, a column a scene. */
    samples: 'samples.png',
  },
  judge: { experiment: 'train-judge', title: 'Its judge', schema: judgeRunConfig },
} as const;

/** Experiments that make what the small setting is measured with. */
export const isMaking = (experiment: string): boolean =>
  Object.values(made).some((one) => one.experiment === experiment);

/** The newest finished run of each, but for smoke runs where there is another. */
export interface Making {
  readonly model: RecordedRun | undefined;
  readonly judge: RecordedRun | undefined;
  readonly otherVersions: readonly string[];
}

export function makingOf(recorded: readonly RecordedRun[]): Making {
  const otherVersions: string[] = [];
  const newest = ({ experiment, schema }: (typeof made)[keyof typeof made]) => {
    const own = recorded.filter(({ record }) => {
      if (record.experiment !== experiment) return false;
      const problem = versionProblem(schema, record);
      if (problem !== undefined) otherVersions.push(problem);
      return problem === undefined && record.status === 'finished';
    });
    return own.find(({ record }) => record.config['preset'] !== 'smoke') ?? own[0];
  };
  const [model, judge] = [newest(made.model), newest(made.judge)];
  return { model, judge, otherVersions };
}
