import { list } from '@singlora/runner';
import { z } from 'zod';

const count = () => z.coerce.number().int().positive();

/** Every setting of the invariance check; the keys are the command-line flags. */
export const invarianceSettings = z.strictObject({
  optimisers: list(z.string()).describe('optimisers: gd, momentum, sign, adam, adamw'),
  factors: list(z.coerce.number().positive()).describe(
    'k: LoRA is also tried at (k·B, A/k), which is the same update',
  ),
  width: count().describe('sides of the square weight'),
  longSide: count().describe('the longer side of the weights that are not square'),
  rank: count().describe('adapter rank r'),
  firstStep: z.coerce
    .number()
    .positive()
    .describe(
      'how far the first step moves the parameters, relative to their norm; sets the learning rate',
    ),
  steps: count().describe('steps to train'),
  seeds: list(z.coerce.number().int().nonnegative()).describe('seeds, comma separated'),
});

export type InvarianceSettings = z.infer<typeof invarianceSettings>;
