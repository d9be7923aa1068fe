import { list } from '@singlora/runner';
import { contenderNames } from '@singlora/scaling';
import { z } from 'zod';

const count = () => z.coerce.number().int().positive();
const power = () => z.coerce.number();

/** Every setting of the check of transfer; the keys are the command-line flags. */
export const transferSettings = z.strictObject({
  families: list(z.string()).describe('families of models, comma separated'),
  methods: list(z.string()).describe(
    `adapter methods; -scaled: with core’s lr_scaling (${contenderNames().join(', ')})`,
  ),
  optimisers: list(z.string()).describe('optimisers: gd, momentum, sign, adam, adamw'),
  widths: list(count()).describe(
    'widths n, ascending, at least three; rates are transferred from the first',
  ),
  seeds: list(z.coerce.number().int().nonnegative())
    .refine((seeds) => seeds.length >= 2, 'at least two, for the spread')
    .describe('seeds, at least two'),
  steps: count().describe('steps of training; the rate falls linearly to zero'),
  lowest: power().describe('the smallest learning rate is 2 to this power'),
  highest: power().describe('the largest learning rate is 2 to this power'),
  perOctave: count().describe('learning rates to each factor of two'),
  rank: count().describe('adapter rank r'),
  alpha: z.coerce.number().positive().describe('adapter alpha; the update is scaled by alpha/r'),
});

export type TransferSettings = z.infer<typeof transferSettings>;
