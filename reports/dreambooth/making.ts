import { mostOf, readConfigured, type RecordedRun } from '@singlora/comparison';
import {
  judgeRunConfig,
  pretrainingRunConfig,
  samplesFile,
  type JudgeRunConfig,
  type PretrainingRunConfig,
} from '@singlora/records';
import type { z } from 'zod';

/** The model and the judge of the small setting, with the experiments that make them. */
export const made = {
  model: {
    experiment: 'pretrain-small',
    title: 'The small text-to-image model',
    /** Its file of pictures: one row per class, one column per scene. */
    samples: samplesFile,
  },
  judge: { experiment: 'train-judge', title: 'Its judge' },
} as const;

/** Whether an experiment makes the small setting's models. */
export const isMaking = (experiment: string): boolean =>
  Object.values(made).some((one) => one.experiment === experiment);

/** A run with its configuration, checked. */
export interface MadeRun<Config = PretrainingRunConfig | JudgeRunConfig> extends RecordedRun {
  readonly config: Config;
}

export type Making = ReturnType<typeof makingOf>;

/** The longest finished run of each experiment; of equals the newest. */
export function makingOf(recorded: readonly RecordedRun[]) {
  const readOf = <Config>({ experiment }: { experiment: string }, schema: z.ZodType<Config>) => {
    const own = recorded.filter(({ record }) => record.experiment === experiment);
    const { runs, otherVersions } = readConfigured(own, schema, (run, config): MadeRun<Config> => ({
      ...run,
      config,
    }));
    return { runs: runs.filter(({ record }) => record.status === 'finished'), otherVersions };
  };
  const models = readOf(made.model, pretrainingRunConfig);
  const judges = readOf(made.judge, judgeRunConfig);
  const model = longest(models.runs);
  return {
    model,
    /** Other runs of the same experiment, newest first, without smoke runs. */
    trials: models.runs.filter((run) => run !== model && run.config.preset !== 'smoke'),
    judge: longest(judges.runs),
    otherVersions: [...models.otherVersions, ...judges.otherVersions],
  };
}

const longest = <Run extends RecordedRun>(runs: readonly Run[]): Run | undefined =>
  mostOf(runs, ({ record }) => record.summary['steps'] ?? 0);
