import { smallSchedulerConfig, smallTokens, smallUNetConfig } from '@singlora/dreambooth';
import type { PretrainingRunConfig } from '@singlora/records';
import type { Plan } from '@singlora/runner';
import type { PretrainingSettings } from './settings.ts';

/** Pixels a side that the codec's blocks make 8 places of. */
const size = 48;

/** One run a seed. */
export function planPretraining(
  settings: PretrainingSettings,
  preset: string,
): Plan<PretrainingRunConfig>[] {
  const {
    seeds,
    lr,
    evaluateEvery: _often,
    sampleScenes: _few,
    judgedEach: _each,
    ...rest
  } = settings;
  return seeds.map((seed) => ({
    label: `small text-to-image model · seed ${seed}`,
    config: {
      version: 3,
      ...rest,
      preset,
      seed,
      tokens: smallTokens,
      size,
      unet: smallUNetConfig,
      scheduler: smallSchedulerConfig,
      learningRate: lr,
    },
  }));
}
