import type { Plan } from '@singlora/runner';
import { contenderNames, contenderOf, familyOf, optimiserOf } from '@singlora/scaling';
import { z } from 'zod';
import type { ConfigOf } from '../record.ts';
import { alpha, count, counts, names, optimisers, rank, seeds } from '../settings.ts';
import type { record } from './record.ts';

/** Every setting of the check of transfer; the keys are the command-line flags. */
export const transferSettings = z.strictObject({
  families: names().describe('families of models, comma separated'),
  methods: names().describe(
    `adapter methods; -scaled: with core’s lr_scaling (${contenderNames().join(', ')})`,
  ),
  optimisers: optimisers(),
  widths: counts().describe(
    'widths n, ascending, at least three; rates are transferred from the first',
  ),
  seeds: seeds()
    .refine((seeds) => seeds.length >= 2, 'at least two, for the spread')
    .describe('seeds, at least two'),
  steps: count().describe('steps of training; the rate falls linearly to zero'),
  lowest: z.coerce.number().describe('the smallest learning rate is 2 to this power'),
  highest: z.coerce.number().describe('the largest learning rate is 2 to this power'),
  perOctave: count().describe('learning rates to each factor of two'),
  rank: rank(),
  alpha: alpha(),
});

export type TransferSettings = z.infer<typeof transferSettings>;

/** A run's identity. */
export type TransferRunConfig = ConfigOf<typeof record>;

/** One run a family, optimiser and method; each covers all widths, seeds and rates. */
export function planTransfer(
  settings: TransferSettings,
  preset: string,
): Plan<TransferRunConfig>[] {
  const { families, methods, optimisers, ...shared } = settings;
  return families.map(familyOf).flatMap((family) =>
    optimisers.flatMap((optimiser) =>
      methods.map((method) => {
        contenderOf(method, family, optimiserOf(optimiser)); // a name that does not exist is told now
        const widths = shared.widths.filter((width) => width <= (family.widest ?? Infinity));
        const axes = { family: family.name, method, optimiser };
        return {
          label: `${family.name} · ${method} · ${optimiser}`,
          config: { version: 1, ...axes, ...shared, widths, preset },
        };
      }),
    ),
  );
}
