import { smallSchedulerConfig, smallTokens, smallUNetConfig } from '@singlora/dreambooth';
import type { PretrainingRunConfig } from '@singlora/records';
import type { Plan } from '@singlora/runner';
import { adamwOf } from '../training/whole-model-settings.ts';
import type { PretrainingSettings } from './settings.ts';

/** Pixels a side that the codec's blocks make 8 places of. */
const size = 48;

/** One run a seed. */
export function planPretraining(
  settings: PretrainingSettings,
  preset: string,
): Plan<PretrainingRunConfig>[] {
  const { seeds, lr, beta1, beta2, evaluateEvery: _often, sampleScenes: _few, ...rest } = settings;
  return seeds.map((seed) => ({
    label: `small text-to-image model · seed ${seed}`,
    config: {
      version: 1,
      ...rest,
      preset,
      seed,
      tokens: smallTokens,
      size,
      unet: smallUNetConfig,
      scheduler: smallSchedulerConfig,
      ...adamwOf({ lr, beta1, beta2 }),
    },
  }));
}
