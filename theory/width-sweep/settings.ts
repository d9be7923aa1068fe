import { z } from 'zod';
import { settingsOf } from '../settings.ts';
import { fields } from './record.ts';

const { baseWidth: _baseWidth, declared: _declared, ...others } = fields;

const shape = settingsOf(others, [
  'family',
  'method',
  'optimiser',
  'initExponent',
  'start',
  'growthExponent',
  'alphaExponent',
  'ramp',
]);

/** Every setting of the width sweep; the keys are the command-line flags. */
export const sweepSettings = z.strictObject({
  ...shape,
  design: z
    .enum(['one-at-a-time', 'cross'])
    .describe(
      'one-at-a-time: every method with the first two optimisers on the first family, and every other family, optimiser, start, ' +
        'power of alpha and ramp with the first two methods (of the exponents of the start the second method gets the first two), every other ' +
        'ratio of rates where there is one; cross: every combination',
    ),
  derivedRates: z
    .boolean()
    .describe('whether to also try the c at which the derivation has Δf = Θ(1)'),
  seeds: shape.seeds
    .refine((seeds) => new Set(seeds).size > 1, 'an interval needs at least two different seeds')
    .describe('seeds, comma separated'),
});

export type SweepSettings = z.infer<typeof sweepSettings>;
