import { z } from 'zod';

const whole = z.int().min(0);
const number = z.number();

/** What the configurations of all runs that train a model's own weights have in common. */
export const wholeModelKeys = {
  seed: whole,
  steps: whole,
  batchSize: whole,
  learningRate: number,
  betas: z.tuple([number, number]).readonly(),
  epsilon: number,
  weightDecay: number,
  maxGradNorm: number,
  warmupSteps: whole,
  /** of the weights' running average, which is what is saved */
  averageDecay: number,
};

/** The values of {@link wholeModelKeys}. */
export type WholeModelRun = Readonly<z.infer<z.ZodObject<typeof wholeModelKeys>>>;
