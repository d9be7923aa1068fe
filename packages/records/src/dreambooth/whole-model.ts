import type { z } from 'zod';
import { withOptimiser } from '../run/before.ts';
import { count, share, whole } from '../run/fields.ts';
import { stepFields } from '../run/training.ts';
import type { Migration } from '../versioned.ts';

/** Schema fields that all runs that train a model's own weights share. */
export const wholeModelFields = {
  ...stepFields,
  seed: whole,
  steps: count.describe('steps of training'),
  averageDecay: share.describe("of the weights' running average, which is what is saved"),
};

/** The common configuration of all runs that train a model's own weights. */
export type WholeModelRun = Readonly<z.infer<z.ZodObject<typeof wholeModelFields>>>;

export const optimiserAlone: Migration = {
  changed: 'The optimiser’s numbers are one',
  next: withOptimiser,
};

/** Values in the summary of every such run. */
export interface WholeModelSummary {
  readonly steps: number;
  readonly trainSeconds: number;
}
