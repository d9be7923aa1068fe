import { contenderNames } from '@singlora/scaling';
import { z } from 'zod';
import { settingsOf } from '../settings.ts';
import { fields } from './record.ts';

const shape = settingsOf(fields, ['family', 'optimiser', 'method']);

/** Every setting of the transfer check; the keys are the command-line flags. */
export const transferSettings = z.strictObject({
  ...shape,
  methods: shape.methods.describe(
    `adapter methods; -scaled: with core’s lr_scaling (${contenderNames().join(', ')})`,
  ),
  seeds: shape.seeds
    .refine((seeds) => seeds.length >= 2, 'at least two, for the spread')
    .describe('seeds, at least two'),
});

export type TransferSettings = z.infer<typeof transferSettings>;
