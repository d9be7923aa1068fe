import {
  loadTextModel,
  smallSchedulerConfig,
  smallTokens,
  smallUNetConfig,
} from '@singlora/dreambooth';
import { assetRecordOf, resolveCheckpoint } from '@singlora/hub';
import {
  pretrainingFields,
  pretrainingRunConfig,
  type PretrainingRunConfig,
} from '@singlora/records';
import { sceneNames } from '@singlora/pictures';
import { list, type Context, type Experiment, type Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { z } from 'zod';
import { runPretraining } from './pretraining/run.ts';
import { wholeModelSettings } from './training/whole-model-settings.ts';

const { seed, learningRate, ...fields } = pretrainingFields;

/** Settings of pre-training: the fields of its records, and what it measures during training. */
const settings = z.strictObject({
  ...fields,
  seeds: list(seed).describe('seeds, comma separated'),
  lr: learningRate.describe('peak learning rate, which falls along a cosine'),
  evaluateEvery: z.int().min(1).describe('steps between two measurements with sample pictures'),
  sampleScenes: z
    .int()
    .min(1)
    .max(sceneNames.length)
    .describe('scenes in which each class is drawn for the sample pictures'),
  judgedEach: z
    .int()
    .min(1)
    .describe('pictures of each class and scene that the judge sees at the end'),
});

type PretrainingSettings = z.infer<typeof settings>;

/** Pictures of 48 pixels a side, which the codec's blocks turn into 8 latent positions. */
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

const smoke: PretrainingSettings = {
  ...laptop,
  pictures: 64,
  devPictures: 8,
  steps: 4,
  batchSize: 4,
  evaluateEvery: 2,
  sampleScenes: 1,
  judgedEach: 2,
};

/** Starts the backend, and finds and loads the text encoder. */
async function openSession(
  { textEncoder, evaluateEvery, sampleScenes, judgedEach }: PretrainingSettings,
  { log, signal, env }: Context,
): Promise<Session<PretrainingRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  const assets = await resolveCheckpoint(textEncoder, { env, signal, onNotice: log });
  const texts = await loadTextModel(assets, { signal });
  log(`Backend       ${backend.description}`);
  log(`Text encoder  ${assets.id} (${assets.origin})`);
  return {
    backend: backend.description,
    assets: [assetRecordOf(assets)],
    run: ({ config }, run, context) =>
      runPretraining({
        config,
        texts,
        assets,
        run,
        context,
        evaluateEvery,
        sampleScenes,
        judgedEach,
      }),
    describe: ({ devLoss = NaN, steps = 0, trainSeconds = 0 }) =>
      `loss ${devLoss.toFixed(4)} after ${steps.toLocaleString('en')} steps, ${(trainSeconds / 60).toFixed(1)} minutes`,
  };
}

const experiment: Experiment<PretrainingSettings, PretrainingRunConfig> = {
  name: 'pretrain-small',
  description:
    'Pre-trains the small text-to-image model on rendered pictures; its weights are what `dreambooth` adapts by default.',
  settings,
  presets: { laptop, smoke },
  defaultPreset: 'laptop',
  checkpoints: true,
  config: pretrainingRunConfig,
  settingsOf(config) {
    const usual = config.preset === 'smoke' ? smoke : laptop;
    return {
      ...wholeModelSettings(config, settings, usual),
      sampleScenes: config.sampleScenes ?? usual.sampleScenes,
      judgedEach: config.judgedEach ?? usual.judgedEach,
    };
  },
  plan: ({ seeds, lr, evaluateEvery: _often, ...rest }, preset) =>
    seeds.map((seed) => ({
      label: `small text-to-image model · seed ${seed}`,
      config: {
        version: 4,
        ...rest,
        preset,
        seed,
        tokens: smallTokens,
        size,
        unet: smallUNetConfig,
        scheduler: smallSchedulerConfig,
        learningRate: lr,
      },
    })),
  prepare: openSession,
};

export default experiment;
