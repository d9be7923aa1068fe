import { contenderNames } from '@singlora/scaling';
import { z } from 'zod';
import { maybeNone, settingsOf } from '../settings.ts';
import { fields } from './record.ts';

const shape = settingsOf(fields, ['family', 'optimiser', 'method']);

/** Every setting of the transfer check; the keys are the command-line flags. */
export const transferSettings = z.strictObject({
  measured: maybeNone(z.string().min(1)).describe(
    'files of JSON lines with the losses of models of your own, comma separated: nothing is trained, and of the settings below only --expected has an effect',
  ),
  expected: z
    .number()
    .nullable()
    .describe('the expected exponent of the measured models’ best rate, such as 0 in μP; none'),
  ...shape,
  methods: shape.methods.describe(
    `adapter methods; -scaled: with core’s lr_scaling (${contenderNames().join(', ')})`,
  ),
  seeds: shape.seeds
    .refine((seeds) => seeds.length >= 2, 'at least two, for the spread')
    .describe('seeds, at least two'),
});

export type TransferSettings = z.infer<typeof transferSettings>;
