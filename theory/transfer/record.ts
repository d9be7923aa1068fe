import { z } from 'zod';
import { firstVersion, positive, slope, text, versioned, whole, widths } from '../record.ts';

/** One method on one family: every width, seed and rate. */
const config = z.strictObject({
  version: z.literal(1),
  preset: text,
  family: text,
  method: text,
  optimiser: text,
  widths,
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
  rank: whole.positive(),
  alpha: positive,
  /** The rates are 2^lowest to 2^highest. */
  lowest: z.number(),
  highest: z.number(),
  perOctave: positive,
});

const interval = { low: positive, high: positive };

/** One width trained at one of the rates; null where a seed diverged. */
const atRate = z.strictObject({
  rate: positive,
  loss: z.number().nullable(),
  /** To the loss at the width's own best rate. */
  ratio: z.strictObject({ value: positive, ...interval }).nullable(),
});

const result = z.strictObject({
  version: z.literal(1),
  method: text,
  /** The method's name for people. */
  title: text,
  widths,
  rates: z.array(positive).min(1),
  /** [width][rate][seed] */
  losses: z.array(z.array(z.array(z.number().nullable()))),
  optimum: z.array(
    z.strictObject({
      width: whole.positive(),
      rate: positive,
      ...interval,
      /** Seeds whose best rate was an end of those tried. */
      atEdge: whole.min(0),
    }),
  ),
  exponent: slope.nullable(),
  predictedExponent: z.number().nullable(),
  /** What the first width's best rate does at the others, kept as it is and scaled as predicted. */
  transferred: z.array(
    z.strictObject({
      width: whole.positive(),
      own: atRate,
      kept: atRate,
      scaled: atRate.nullable(),
    }),
  ),
});

export const record = {
  config: versioned(config, [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type AtRate = z.infer<typeof atRate>;
