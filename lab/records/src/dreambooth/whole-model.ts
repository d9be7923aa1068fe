import type { z } from 'zod';
import { count, share, whole } from '../run/fields.ts';
import { stepFields } from '../run/training.ts';

/** Schema fields that all runs that train a model's own weights share. */
export const wholeModelFields = {
  ...stepFields,
  seed: whole,
  steps: count.describe('steps of training'),
  averageDecay: share.describe("of the weights' running average, which is what is saved"),
};

/** The common configuration of all runs that train a model's own weights. */
export type WholeModelRun = Readonly<z.infer<z.ZodObject<typeof wholeModelFields>>>;

/** Values in the summary of every such run. */
export interface WholeModelSummary {
  readonly steps: number;
  readonly trainSeconds: number;
}
