import { z } from 'zod';

const whole = z.int().min(0);
const number = z.number();

/** The keys of a run that trains a model's own weights, for the schemas of such runs. */
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

/** A run that trains a model's own weights: what the configurations of all of them have in common. */
export type WholeModelRun = Readonly<z.infer<z.ZodObject<typeof wholeModelKeys>>>;
