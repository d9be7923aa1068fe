import { judgeConfig } from '@singlora/dreambooth';
import type { JudgeRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { openJudgingSession } from './judging/session.ts';
import { judgingSettings, type JudgingSettings } from './judging/settings.ts';

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

const experiment: Experiment<JudgingSettings, JudgeRunConfig> = {
  name: 'train-judge',
  description:
    'Trains the judge of what the small text-to-image model draws, on rendered pictures, and scores it on held-out subjects.',
  settings: judgingSettings,
  presets: {
    laptop,
    smoke: {
      ...laptop,
      subjects: 24,
      devSubjects: 12,
      heldOutSubjects: 24,
      views: 2,
      steps: 4,
      batchSize: 16,
      evaluateEvery: 2,
    },
  },
  defaultPreset: 'laptop',
  checkpoints: true,
  plan: ({ seeds, lr, evaluateEvery: _often, ...rest }, preset) =>
    seeds.map((seed) => ({
      label: `judge of rendered pictures · seed ${seed}`,
      config: { version: 2, ...rest, preset, seed, judge: judgeConfig, learningRate: lr },
    })),
  prepare: openJudgingSession,
};

export default experiment;
