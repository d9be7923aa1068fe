import type { z } from 'zod';
import { optimiserOfFlat } from '../run/before.ts';
import { count, share, whole } from '../run/fields.ts';
import { stepFields } from '../run/training.ts';
import type { Migration } from '../versioned.ts';

/** The fields of a run that trains a model's own weights, for the schemas of such runs. */
export const wholeModelFields = {
  ...stepFields,
  seed: whole,
  steps: count.describe('steps of training'),
  averageDecay: share.describe("of the weights' running average, which is what is saved"),
};

/** A run that trains a model's own weights: what the configurations of all of them have in common. */
export type WholeModelRun = Readonly<z.infer<z.ZodObject<typeof wholeModelFields>>>;

export const optimiserAlone: Migration = {
  changed: 'The optimiser’s numbers are one',
  next: ({ betas, epsilon, weightDecay, ...old }) => ({
    ...old,
    optimiser: optimiserOfFlat({ betas, epsilon, weightDecay }),
  }),
};

/** Numbers of the summary of every such run. */
export interface WholeModelSummary {
  readonly steps: number;
  readonly trainSeconds: number;
  readonly peakRssBytes: number;
}

/** Metrics of training a whole model by step: their keys. */
export const stepMetrics = {
  loss: 'train/loss',
  gradNorm: 'train/grad_norm',
  learningRate: 'train/learning_rate',
  examplesPerSecond: 'train/examples_per_second',
  rssBytes: 'memory/rss_bytes',
  /** a score on examples that are never learned from, by its name: `loss`, or another of the task's */
  dev: (score: string) => `dev/${score}`,
} as const;
