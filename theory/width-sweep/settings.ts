import { list } from '@singlora/runner';
import { startNames } from '@singlora/scaling';
import { z } from 'zod';
import {
  alpha,
  count,
  counts,
  flag,
  names,
  numbers,
  optimisers,
  positive,
  rank,
  seeds,
} from '../settings.ts';

/** Every setting of the width sweep; the keys are the command-line flags. */
export const sweepSettings = z.strictObject({
  families: names().describe('families of models, comma separated; the first gets everything'),
  methods: names().describe('adapter methods, comma separated'),
  optimisers: optimisers(),
  initExponents: numbers().describe(
    'γ for random factors that start with entries of order n^γ: −0.5 is fan = width, 0 is fan = rank',
  ),
  starts: list(z.enum(startNames)).describe(
    'own, swapped (the random and the zero factor exchanged: LoRA with A = 0), ones (scalars at 1 and not 0: SymLoRA’s Λ), principal (the frozen ' +
      'weight’s largest singular directions: PiSSA), qr (its QR decomposition: OLoRA); for methods that can',
  ),
  growthExponents: numbers().describe(
    'ρ for methods with a setting that grows as n^ρ, besides their own: A’s rate is n^c and B’s n^(c + ρ) for LoRA+',
  ),
  ramps: list(z.coerce.number().int().min(0)).describe('steps of the ramp u(t); 0 is none'),
  design: z
    .enum(['one-at-a-time', 'cross'])
    .describe(
      'one-at-a-time: every method with the first two optimisers on the first family, and every other family, optimiser, start ' +
        'and ramp with the first two methods (of the exponents of the start the second method gets the first two), every other ' +
        'ratio of rates where there is one; cross: every combination',
    ),
  rateExponents: numbers().describe('c: learning rates grow as n^c'),
  derivedRates: flag().describe(
    'whether the c at which the derivation has Δf = Θ(1) are tried besides',
  ),
  widths: counts().describe('widths n, at least three'),
  seeds: seeds()
    .refine((seeds) => new Set(seeds).size > 1, 'an interval needs at least two different seeds')
    .describe('seeds, comma separated'),
  steps: count().describe('steps of training'),
  rank: rank(),
  alpha: alpha(),
  entryStep: positive().describe(
    'sign, adam, adamw: at the first width a step moves entries by this share of 1/√n',
  ),
  growth: positive().describe(
    'gd, momentum: at the first width, the rate times the norm of ∂loss/∂W',
  ),
});

export type SweepSettings = z.infer<typeof sweepSettings>;
