import { judgeConfig } from '@singlora/dreambooth';
import type { JudgeRunConfig } from '@singlora/records';
import type { Plan } from '@singlora/runner';
import { adamwOf } from '../training/whole-model-settings.ts';
import type { JudgingSettings } from './settings.ts';

/** One run a seed. */
export function planJudging(settings: JudgingSettings, preset: string): Plan<JudgeRunConfig>[] {
  const { seeds, lr, beta1, beta2, evaluateEvery: _often, ...rest } = settings;
  return seeds.map((seed) => ({
    label: `judge of rendered pictures · seed ${seed}`,
    config: {
      version: 1,
      ...rest,
      preset,
      seed,
      judge: judgeConfig,
      ...adamwOf({ lr, beta1, beta2 }),
    },
  }));
}
