import { list } from '@singlora/runner';
import { z } from 'zod';
import { alpha, count, counts, flag, names, positive, ramp, seeds } from '../settings.ts';

/** An exponent for all methods (`-0.5`), or one a method (`singlora=-0.5,lora+=-1`). */
const rateExponents = z.preprocess(
  (value: unknown): unknown => {
    if (typeof value !== 'string' || !value.includes('=')) return value;
    return Object.fromEntries(value.split(',').map((part) => part.split('=').map((s) => s.trim())));
  },
  z.union([z.coerce.number(), z.record(z.string(), z.coerce.number())]),
);

/** Every setting of the coordinate check; the keys are the command-line flags. */
export const coordinateSettings = z.strictObject({
  measured: z
    .preprocess(
      (value) => (value === '' ? [] : value),
      list(z.string().min(1)).or(z.array(z.string()).length(0)),
    )
    .describe(
      'files of JSON lines measured on models of your own, comma separated: they are judged, nothing is trained, and the settings below do nothing',
    ),
  families: names().describe('families of models, comma separated'),
  methods: names().describe('adapter methods; whole: every linear layer’s own weight'),
  optimisers: names().describe(
    'optimisers: gd, momentum, scaled-gd and lora-rite (adapters of two factors, or of one), sign, adam, adamw',
  ),
  rate: positive().describe('learning rate at the first width'),
  rateExponents: rateExponents.describe(
    'c, the rate being rate · (n/first width)^c: one for all (-0.5), or one a method (singlora=-0.5,lora+=-1)',
  ),
  known: flag().describe('also train the networks whose scaling is known, every layer whole'),
  widths: counts().describe(
    'n, at least three: widths, or what else a family grows with (deep-…: blocks, batch-…: samples)',
  ),
  seeds: seeds().describe('seeds, at least two'),
  steps: count().describe('steps of training'),
  rank: count().describe('adapter rank r, at the first width'),
  rankExponent: z.coerce
    .number()
    .min(0)
    .describe('ρ: the rank grows as n^ρ, rounded; 0 is one rank at all widths'),
  alpha: alpha(),
  ramp: ramp(),
  weightDecay: z.coerce.number().min(0).describe('weight decay of adamw'),
});

export type CoordinateSettings = z.infer<typeof coordinateSettings>;
