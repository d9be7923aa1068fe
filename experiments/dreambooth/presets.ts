import { dreamBoothProtocol } from '@singlora/records';
import type { DreamBoothSettings } from './settings.ts';

/** Our choices where the paper states none, as diffusers' DreamBooth script has them; the same in every preset. */
const common = {
  framing: 'crop',
  identifier: dreamBoothProtocol.identifier,
  rank: 8,
  targets: [...dreamBoothProtocol.targets],
  ramp: 0.01,
  lrRatio: 16,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  schedule: 'constant',
  warmupSteps: 0,
  maxGradNorm: 1,
  references: 2,
  keepAdapters: 0,
} satisfies Partial<DreamBoothSettings>;

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
  searchRates: [1e-4, 3e-4, 1e-3],
  searchSeeds: [0],
  trialPictures: 1,
  seeds: [0],
  steps: dreamBoothProtocol.steps,
  batchSize: 1,
  resolution: dreamBoothProtocol.resolution,
  recompute: true,
  prior: 0,
  classPictures: 100,
  perPrompt: dreamBoothProtocol.picturesPerPrompt,
  ofClass: 20,
  samplingSteps: 50,
  guidance: 7.5,
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
  searchRates: [3e-4, 1e-3, 3e-3, 1e-2],
  searchSeeds: [0],
  searchSubjects: 3,
  trialPictures: 4,
  seeds: [0],
  steps: 300,
  batchSize: 4,
  recompute: false,
  prior: 0,
  classPictures: 24,
  validateEvery: 100,
  perPrompt: 10,
  ofClass: 20,
  samplingSteps: 20,
  guidance: 3,
  drawBatch: 10,
};

export const dreamBoothPresets = {
  paper,
  laptop,
  smoke: {
    ...laptop,
    steps: 4,
    searchRates: [1e-3, 3e-3],
    searchSubjects: 1,
    trialPictures: 1,
    classPictures: 4,
    validateEvery: 2,
    perPrompt: 1,
    ofClass: 2,
    prompts: 4,
    references: 1,
    samplingSteps: 2,
    drawBatch: 4,
  },
} satisfies Record<string, DreamBoothSettings>;
