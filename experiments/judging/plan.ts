import { judgeConfig } from '@singlora/dreambooth';
import type { JudgeRunConfig } from '@singlora/records';
import type { Plan } from '@singlora/runner';
import type { JudgingSettings } from './settings.ts';

/** One run a seed. */
export function planJudging(settings: JudgingSettings, preset: string): Plan<JudgeRunConfig>[] {
  const { seeds, lr, evaluateEvery: _often, ...rest } = settings;
  return seeds.map((seed) => ({
    label: `judge of rendered pictures · seed ${seed}`,
    config: {
      version: 2,
      ...rest,
      preset,
      seed,
      judge: judgeConfig,
      learningRate: lr,
    },
  }));
}
