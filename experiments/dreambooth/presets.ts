import { dreamBoothProtocol } from '@singlora/records';
import type { DreamBoothSettings } from './settings.ts';

/** Our choices where the paper states none, as diffusers' DreamBooth script has them; the same in every preset. */
const common = {
  framing: 'crop',
  identifier: dreamBoothProtocol.identifier,
  pictures: 'all',
  adapter: {
    r: 8,
    target_modules: dreamBoothProtocol.targets,
    ramp: { fraction: 0.01 },
    loraplus_lr_ratio: 16,
  },
  references: 2,
  keepAdapters: 0,
  faces: false,
} satisfies Partial<DreamBoothSettings>;

/** The same of training and drawing. */
const commonTraining = {
  optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  schedule: 'constant',
  warmupSteps: 0,
  maxGradNorm: 1,
  microBatchSize: null,
  minSnrGamma: null,
} satisfies Partial<DreamBoothSettings['training']>;
const commonDrawing = { sampler: null, prompts: 'all', ofClass: 20 } as const;

/** The paper's table 3, with what it leaves unsaid filled in. */
const paper: DreamBoothSettings = {
  ...common,
  model: dreamBoothProtocol.repository,
  data: 'google/dreambooth',
  subjects: ['all'],
  methods: ['lora', 'lora+', 'dora', 'singlora', 'singlora:16'],
  baselines: ['none'],
  lr: dreamBoothProtocol.learningRate,
  fullLr: 5e-6,
  search: { rates: [1e-4, 3e-4, 1e-3], seeds: [0], subjects: null },
  trialPictures: 1,
  seeds: [0],
  resolution: dreamBoothProtocol.resolution,
  training: {
    ...commonTraining,
    steps: dreamBoothProtocol.steps,
    batchSize: 1,
    recompute: true,
    prior: { weight: 0, pictures: 100 },
    validateEvery: null,
  },
  drawing: {
    ...commonDrawing,
    perPrompt: dreamBoothProtocol.picturesPerPrompt,
    steps: 50,
    guidance: 7.5,
  },
  drawBatch: 1,
  encoder: 'facebook/dino-vits16',
  clip: 'openai/clip-vit-base-patch32',
};

/** The small model on a rendered subject: minutes on two cores. There SingLoRA has LoRA's parameters at rank 12. */
const laptop: DreamBoothSettings = {
  ...common,
  model: 'small',
  data: 'rendered',
  subjects: 1,
  methods: ['lora', 'lora+', 'dora', 'singlora', 'singlora:12'],
  baselines: ['none', 'full'],
  // Near the best of all methods in a search on other subjects (results/dreambooth.jsonl.br).
  lr: 1e-3,
  fullLr: 3e-4,
  search: { rates: [3e-4, 1e-3, 3e-3, 1e-2], seeds: [0], subjects: 3 },
  trialPictures: 4,
  seeds: [0],
  resolution: 'own',
  training: {
    ...commonTraining,
    steps: 300,
    batchSize: 4,
    recompute: false,
    prior: { weight: 0, pictures: 24 },
    validateEvery: 100,
  },
  drawing: { ...commonDrawing, perPrompt: 10, steps: 20, guidance: 3 },
  drawBatch: 10,
  clip: null,
};

export const dreamBoothPresets = {
  paper,
  laptop,
  smoke: {
    ...laptop,
    search: { rates: [1e-3, 3e-3], seeds: [0], subjects: 1 },
    trialPictures: 1,
    training: {
      ...laptop.training,
      steps: 4,
      prior: { weight: 0, pictures: 4 },
      validateEvery: 2,
    },
    drawing: { ...laptop.drawing, perPrompt: 1, ofClass: 2, prompts: 4, steps: 2 },
    references: 1,
    drawBatch: 4,
  },
} satisfies Record<string, DreamBoothSettings>;
