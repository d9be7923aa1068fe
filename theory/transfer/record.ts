import { z } from 'zod';
import {
  alpha,
  count,
  firstVersion,
  optimiser,
  positive,
  rank,
  seeds,
  slope,
  steps,
  text,
  versioned,
  whole,
  widths,
} from '../record.ts';

/** One method on one family: every width, seed and rate. */
export const fields = {
  version: z.literal(1),
  preset: text,
  family: text.describe('families of models, comma separated'),
  method: text,
  optimiser,
  widths: widths.describe(
    'widths n, ascending, at least three; rates are transferred from the first',
  ),
  seeds,
  steps: steps.describe('steps of training; the rate falls linearly to zero'),
  rank,
  alpha,
  lowest: z.number().describe('the smallest learning rate is 2 to this power'),
  highest: z.number().describe('the largest learning rate is 2 to this power'),
  perOctave: count.describe('learning rates to each factor of two'),
};

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
      width: count,
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
      width: count,
      own: atRate,
      kept: atRate,
      scaled: atRate.nullable(),
    }),
  ),
});

export const record = {
  config: versioned(z.strictObject(fields), [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type AtRate = z.infer<typeof atRate>;
