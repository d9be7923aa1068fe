import { paperProtocol } from '@singlora/glue';
import { planGlueRuns, type GlueRunConfig } from './glue/run-config.ts';
import { openGlueSession } from './glue/session.ts';
import { glueSettings, type GlueSettings } from './glue/settings.ts';
import type { Experiment } from '@singlora/runner';

const paper = paperProtocol.mnli;

/** The paper's protocol, with what it leaves unsaid filled in by the usual defaults. */
const protocol = {
  methods: ['lora', 'singlora'],
  seeds: [0, 1, 2],
  rank: paper.rank,
  alpha: paper.alpha,
  targets: [...paper.targetModules],
  ramp: 0.01,
  batchSize: paper.batchSize,
  maxLength: paper.maxLength,
  weightDecay: 0,
  beta1: paper.optimizer.betas[0],
  beta2: paper.optimizer.betas[1],
  epsilon: paper.optimizer.epsilon,
  schedule: paper.schedule,
  warmupSteps: paper.warmupSteps,
  maxGradNorm: 1,
} satisfies Partial<GlueSettings>;

/** A small real encoder, a sample of the rows: minutes on two cores. */
const laptop: GlueSettings = {
  ...protocol,
  model: 'sentence-transformers/all-MiniLM-L6-v2',
  lr: 3e-3,
  epochs: 1,
  trainRows: 2560,
  evalRows: 2000,
  dropout: 0,
};

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

const presets: Record<string, GlueSettings> = {
  paper: {
    ...protocol,
    model: 'FacebookAI/roberta-base',
    lr: mapValues(paper.learningRates, ({ rate }) => rate),
    epochs: paper.epochs,
    dropout: 0.1,
  },
  laptop,
  smoke: { ...laptop, seeds: [0], maxSteps: 4, trainRows: 128, evalRows: 64 },
};

const experiment: Experiment<GlueSettings, GlueRunConfig> = {
  name: 'mnli',
  description:
    'Fine-tunes adapters on MNLI (sentence pairs: entailment, neutral, contradiction) and scores them on dev matched.',
  settings: glueSettings,
  presets,
  defaultPreset: 'laptop',
  plan: (settings, preset) => planGlueRuns('mnli', settings, preset),
  prepare: (settings, context) => openGlueSession('mnli', settings, context),
};

export default experiment;
