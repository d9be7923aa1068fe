import { z } from 'zod';
import * as shared from '../record.ts';

/** One method on one family, at every width, seed and rate. */
export const fields = {
  version: shared.recordVersion(1),
  preset: shared.text,
  family: shared.text.describe('families of models, comma separated'),
  method: shared.text,
  optimiser: shared.optimiser,
  widths: shared.widths.describe(
    'widths n, ascending, at least three; rates are transferred from the first',
  ),
  seeds: shared.seeds,
  steps: shared.steps.describe('steps of training; the rate falls linearly to zero'),
  rank: shared.rank,
  alpha: shared.alpha,
  lowest: z.number().describe('the smallest learning rate is 2 to this power'),
  highest: z.number().describe('the largest learning rate is 2 to this power'),
  perOctave: shared.count.describe('learning rates to each factor of two'),
};

const interval = { low: shared.positive, high: shared.positive };

/** One width at one rate; null where a seed diverged. */
const atRate = z.strictObject({
  rate: shared.positive,
  loss: z.number().nullable(),
  /** The ratio of the loss to the one at the width's own best rate. */
  ratio: z.strictObject({ value: shared.positive, ...interval }).nullable(),
});

const result = z.strictObject({
  version: shared.recordVersion(1),
  method: shared.text,
  title: shared.text,
  widths: shared.widths,
  rates: z.array(shared.positive).min(1),
  /** [width][rate][seed] */
  losses: z.array(z.array(z.array(z.number().nullable()))),
  optimum: z.array(
    z.strictObject({
      width: shared.count,
      rate: shared.positive,
      ...interval,
      /** The number of seeds with the best rate at an end of those tried. */
      atEdge: shared.whole.min(0),
    }),
  ),
  exponent: shared.slope.nullable(),
  predictedExponent: z.number().nullable(),
  /** The losses at the other widths with the first width's best rate, unchanged and scaled as predicted. */
  transferred: z.array(
    z.strictObject({
      width: shared.count,
      own: atRate,
      kept: atRate,
      scaled: atRate.nullable(),
    }),
  ),
});

export const record = {
  config: z.strictObject(fields),
  result,
};

export type AtRate = z.infer<typeof atRate>;
