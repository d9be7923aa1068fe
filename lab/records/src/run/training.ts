import { z } from 'zod';
import { count, least0, positive, share, whole } from './fields.ts';

/** AdamW's settings without the rate. */
export const optimiser = z
  .strictObject({
    beta1: share.describe("AdamW's beta 1"),
    beta2: share.describe("AdamW's beta 2"),
    epsilon: positive.describe("AdamW's epsilon"),
    weightDecay: least0.describe('decoupled weight decay'),
  })
  .readonly();

/** AdamW's settings without the rate. */
export type AdamWSettings = z.infer<typeof optimiser>;

/** The fields of the steps of any training. */
export const stepFields = {
  learningRate: positive.describe('peak learning rate'),
  batchSize: count.describe('examples per step'),
  optimiser,
  warmupSteps: whole.describe('steps of linear warm-up'),
  maxGradNorm: positive.describe('clip the gradient to this global norm'),
};

/** The fields of any adapter's training. */
export const adapterTrainingFields = {
  ...stepFields,
  microBatchSize: count
    .nullable()
    .describe('examples at a time within a step, to save memory; none: all of them'),
  schedule: z
    .enum(['constant', 'linear', 'cosine'])
    .describe('learning-rate schedule: constant, linear (to zero) or cosine'),
  recompute: z
    .boolean()
    .describe(
      'keep only the input of each layer and run it again in the backward pass, to save memory: yes or no',
    ),
};

/** The keys of training's metrics by step. */
export const stepMetrics = {
  loss: 'train/loss',
  gradNorm: 'train/grad_norm',
  learningRate: 'train/learning_rate',
  examplesPerSecond: 'train/examples_per_second',
  tensors: 'memory/tensors',
  rssBytes: 'memory/rss_bytes',
  /** a score on examples that are never trained on, by name: `loss` or another score of the task */
  dev: (score: string) => `dev/${score}`,
} as const;
