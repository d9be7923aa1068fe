import { smallSchedulerConfig, smallTokens, smallUNetConfig } from '@singlora/dreambooth';
import type { PretrainingRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { openPretrainingSession } from './pretraining/session.ts';
import { pretrainingSettings, type PretrainingSettings } from './pretraining/settings.ts';

/** Pixels a side that the codec's blocks make 8 places of. */
const size = 48;

const laptop: PretrainingSettings = {
  textEncoder: 'sentence-transformers/all-MiniLM-L6-v2',
  seeds: [0],
  pictures: 65_536,
  devPictures: 256,
  latentRms: 1,
  whitening: 0.5,
  steps: 32_400,
  batchSize: 48,
  lr: 1e-3,
  optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
  maxGradNorm: 1,
  warmupSteps: 100,
  averageDecay: 0.997,
  dropText: 0.1,
  evaluateEvery: 1000,
  sampleScenes: 10,
  judgedEach: 4,
};

const experiment: Experiment<PretrainingSettings, PretrainingRunConfig> = {
  name: 'pretrain-small',
  description:
    'Pre-trains the small text-to-image model on rendered pictures; its weights are what `dreambooth` adapts by default.',
  settings: pretrainingSettings,
  presets: {
    laptop,
    smoke: {
      ...laptop,
      pictures: 64,
      devPictures: 8,
      steps: 4,
      batchSize: 4,
      evaluateEvery: 2,
      sampleScenes: 1,
      judgedEach: 2,
    },
  },
  defaultPreset: 'laptop',
  checkpoints: true,
  plan: (
    { seeds, lr, evaluateEvery: _often, sampleScenes: _few, judgedEach: _each, ...rest },
    preset,
  ) =>
    seeds.map((seed) => ({
      label: `small text-to-image model · seed ${seed}`,
      config: {
        ...{ version: 3, ...rest, preset, seed, tokens: smallTokens, size },
        ...{ unet: smallUNetConfig, scheduler: smallSchedulerConfig, learningRate: lr },
      },
    })),
  prepare: openPretrainingSession,
};

export default experiment;
