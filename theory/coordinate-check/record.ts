import { z } from 'zod';
import { positive, text, verdictNames, whole, widths } from '../record.ts';

/** One network trained in one way: every width and seed. */
const config = z.object({
  preset: text,
  family: text,
  /** An adapter method, or "whole": every linear layer's own weight. */
  method: text,
  optimiser: text,
  /** The learning rate is rate · (n / baseWidth)^rateExponent. */
  rate: positive,
  rateExponent: z.number(),
  widths,
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
});

const stepOf = z.object({
  /** 0 is before training. */
  step: whole.min(0),
  /** Of a module's output: its root mean square, and that of its change since the start. */
  quantity: z.enum(['size', 'change']),
  slope: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** `zero`: exactly 0 everywhere, as before anything that is trained. */
  verdict: z.enum([...verdictNames, 'zero']),
  /** Why the verdict is no fault, where it is known not to be one. */
  exception: z.string().nullable(),
  /** Exploding, vanishing or diverged without being an exception. */
  flagged: z.boolean(),
  /** The exponent that theory gives, where it is known, and whether the interval reaches it. */
  expected: z.number().nullable(),
  agrees: z.boolean().nullable(),
  points: z.array(
    z.object({ width: whole.positive(), values: z.array(z.number().nullable()).min(1) }),
  ),
});

const result = z.object({
  /** What is known of this network beforehand, in a sentence. */
  known: z.string().nullable(),
  modules: z.array(z.object({ name: text, steps: z.array(stepOf) })).min(1, 'no module at all'),
});

export const record = { config, result };

export type CoordinateStep = z.infer<typeof stepOf>;
