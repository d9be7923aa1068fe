import { judgeConfig } from '@singlora/dreambooth';
import { judgeFields, judgeNumbers, judgeRunConfig, type JudgeRunConfig } from '@singlora/records';
import { list, type Context, type Experiment, type Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { z } from 'zod';
import { runJudging } from './judging/run.ts';
import { wholeModelSettings } from './training/whole-model-settings.ts';

const { seed, learningRate, ...fields } = judgeFields;

/** Settings of training a judge: the fields of its records, and when it is evaluated during training. */
const settings = z.strictObject({
  ...fields,
  seeds: list(seed).describe('seeds, comma separated'),
  lr: learningRate.describe('peak learning rate, which falls along a cosine'),
  evaluateEvery: z.int().min(1).describe('steps between two measurements'),
});

type JudgingSettings = z.infer<typeof settings>;

const laptop: JudgingSettings = {
  seeds: [0],
  subjects: 4800,
  devSubjects: 96,
  heldOutSubjects: 240,
  views: 4,
  imperfectShare: 0.5,
  noise: 0.3,
  scoredNoise: 0.15,
  temperature: 0.1,
  steps: 2400,
  batchSize: 64,
  lr: 3e-3,
  optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.05 },
  maxGradNorm: 5,
  warmupSteps: 50,
  averageDecay: 0.99,
  evaluateEvery: 200,
};

/** Starts the backend. */
async function openSession(
  { evaluateEvery }: JudgingSettings,
  { log, env }: Context,
): Promise<Session<JudgeRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend       ${backend.description}`);
  return {
    backend: backend.description,
    assets: [],
    run: ({ config }, run, context) => runJudging({ config, evaluateEvery, run, context }),
    describe(summary) {
      const score = (name: string) => summary[judgeNumbers.mean(`rendered/${name}`)] ?? NaN;
      const share = (name: string) => `${name} ${(100 * score(`accuracy/${name}`)).toFixed(1)} %`;
      const words = ['class', 'scene', 'colour', 'pattern'].map(share).join(', ');
      const cosines = ['sameSubject', 'sameClass', 'otherClass'].map((name) =>
        score(name).toFixed(3),
      );
      return `held-out subjects: ${words}; cosines ${cosines.join(' / ')}`;
    },
  };
}

const smoke: JudgingSettings = {
  ...laptop,
  subjects: 24,
  devSubjects: 12,
  heldOutSubjects: 24,
  views: 2,
  steps: 4,
  batchSize: 16,
  evaluateEvery: 2,
};

const experiment: Experiment<JudgingSettings, JudgeRunConfig> = {
  name: 'train-judge',
  description:
    'Trains the judge of what the small text-to-image model draws, on rendered pictures, and scores it on held-out subjects.',
  settings,
  presets: { laptop, smoke },
  defaultPreset: 'laptop',
  checkpoints: true,
  config: judgeRunConfig,
  settingsOf: (config) =>
    wholeModelSettings(config, settings, config.preset === 'smoke' ? smoke : laptop),
  plan: ({ seeds, lr, evaluateEvery: _often, ...rest }, preset) =>
    seeds.map((seed) => ({
      label: `judge of rendered pictures · seed ${seed}`,
      config: { version: 2, ...rest, preset, seed, judge: judgeConfig, learningRate: lr },
    })),
  prepare: openSession,
};

export default experiment;
