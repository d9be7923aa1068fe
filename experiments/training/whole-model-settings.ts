import type { WholeModelRun } from '@singlora/records';
import { z } from 'zod';

const positive = () => z.coerce.number().positive();
const count = () => z.coerce.number().int().positive();
const share = () => z.coerce.number().min(0).lt(1);

/** The settings of training a model's own weights; the keys are command-line flags. */
export const wholeModelSettings = {
  steps: count().describe('steps of training'),
  batchSize: count().describe('pictures a step'),
  lr: positive().describe('peak learning rate, which falls along a cosine'),
  beta1: share().describe("AdamW's beta 1"),
  beta2: share().describe("AdamW's beta 2"),
  weightDecay: z.coerce.number().min(0).describe('decoupled weight decay of matrices and filters'),
  maxGradNorm: positive().describe('clip the gradient to this global norm'),
  warmupSteps: z.coerce.number().int().nonnegative().describe('steps of linear warm-up'),
  averageDecay: share().describe("of the weights' running average, which is what is saved"),
};

type Settings = z.infer<z.ZodObject<typeof wholeModelSettings>>;

/** AdamW's numbers as a run's record has them. */
export const adamwOf = ({
  lr,
  beta1,
  beta2,
}: Pick<Settings, 'lr' | 'beta1' | 'beta2'>): Pick<
  WholeModelRun,
  'learningRate' | 'betas' | 'epsilon'
> => ({ learningRate: lr, betas: [beta1, beta2], epsilon: 1e-8 });
