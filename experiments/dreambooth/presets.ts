import {
  bestRatePlans,
  cleanPreset,
  dreamBoothProtocol,
  plannedPictures,
  type PicturePlan,
} from '@singlora/records';
import { candidateName } from '../glue/planned-settings.ts';
import type { DreamBoothSettings } from './settings.ts';

const {
  training: plannedTraining,
  drawing,
  encoder,
  clip,
  resolution,
  ...planned
} = plannedPictures;

/** Settings that all presets share. */
const common = {
  ...planned,
  adapter: { r: 8, ...planned.adapter },
  references: 2,
  keepAdapters: 0,
  faces: false,
  lineUp: 0,
} satisfies Partial<DreamBoothSettings>;

const commonTraining = { ...plannedTraining, microBatchSize: null };

/** The paper's model, pictures and protocol; the plans of its tables set the number of seeds, and search rates. */
const paper: DreamBoothSettings = {
  ...common,
  resolution,
  encoder,
  clip,
  drawing,
  model: dreamBoothProtocol.repository,
  data: dreamBoothProtocol.data,
  subjects: ['all'],
  methods: ['lora', 'lora+', 'dora', 'singlora', 'singlora:16'],
  baselines: ['none'],
  lr: dreamBoothProtocol.learningRate,
  fullLr: 5e-6,
  search: { rates: [1e-4, 3e-4, 1e-3], seeds: [0], subjects: null },
  trialPictures: 1,
  seeds: [0],
  training: {
    ...commonTraining,
    steps: dreamBoothProtocol.steps,
    recompute: true,
    prior: { weight: 0, pictures: 100 },
    validateEvery: null,
  },
  drawBatch: 1,
};

/** The small model on a rendered subject: minutes on two cores. There, SingLoRA at rank 12 has LoRA's number of parameters. */
const laptop: DreamBoothSettings = {
  ...common,
  model: 'small',
  data: 'rendered',
  subjects: 1,
  methods: ['lora', 'lora+', 'dora', 'singlora', 'singlora:12'],
  baselines: ['none', 'full'],
  // Near the best rates of all methods in a search on other subjects, with the first small model (commit c28bf04a).
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
  drawing: { ...drawing, perPrompt: 10, steps: 20, guidance: 3 },
  drawBatch: 10,
  clip: null,
  precision: 'bfloat16',
};

/** The settings of a plan's runs, at the rates that its search finds. */
const settingsOf = ({ made, ...plan }: PicturePlan): DreamBoothSettings => {
  const { adapter, training, ...own } = made;
  return {
    ...laptop,
    ...own,
    adapter: { ...laptop.adapter, ...adapter, target_modules: [...adapter.target_modules] },
    training: { ...laptop.training, ...training, steps: plan.steps, validateEvery: null },
    subjects: plan.subjects,
    methods: plan.candidates.map(candidateName),
    baselines: ['none'],
    lr: 'search',
    search: { ...laptop.search, rates: [...plan.rates], ...plan.search },
    seeds: [...plan.seeds],
  };
};

const { target_modules: attention } = bestRatePlans['best-rate'].made.adapter;
/** One per class. */
const cleanSubjects = 12;

/** Whether adapters learn the small model's subjects at all: each must be identified among ten of its class (plan.md). */
const clean: DreamBoothSettings = {
  ...laptop,
  methods: ['lora'],
  baselines: ['none'],
  adapter: { ...laptop.adapter, target_modules: [...attention] },
  lr: 'search',
  search: { ...laptop.search, subjects: cleanSubjects },
  subjects: cleanSubjects,
  lineUp: 9,
  training: { ...laptop.training, validateEvery: null },
};

export const dreamBoothPresets = {
  paper,
  laptop,
  'best-rate': settingsOf(bestRatePlans['best-rate']),
  'best-rate-q-k': settingsOf(bestRatePlans['best-rate-q-k']),
  [cleanPreset]: clean,
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
    // The same values on processors where bfloat16 is faster and where it is not.
    precision: 'float32',
  },
} satisfies Record<string, DreamBoothSettings>;
