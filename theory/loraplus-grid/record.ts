import { z } from 'zod';
import {
  atWidth,
  count,
  firstVersion,
  optimiser,
  positive,
  seeds,
  slope,
  text,
  versioned,
  whole,
  widths,
} from '../record.ts';

/** Learning rates by name. */
const rates = z.record(z.string(), positive);

/** One method under one optimiser: every width, seed and combination of rates. */
export const fields = {
  version: z.literal(1),
  preset: text,
  method: text.describe('methods, comma separated: lora, lora-one-rate, singlora'),
  optimiser,
  rank: count.describe('rank r'),
  widths: widths.describe('widths n; trends need at least three'),
  seeds: seeds.describe('seeds; trends need at least two'),
  steps: z
    .array(count)
    .min(1)
    .describe('step counts at which losses are recorded, the last ends training'),
  rates: z.record(z.string(), z.array(positive).min(1)),
};

/** Of training and test examples; a loss is null where it was not finite. */
const losses = z.array(z.number().nullable()).min(1);
const bothLosses = z.strictObject({ train: losses, test: losses });

const rated = z.strictObject({ rates, loss: z.number() });

const optimum = z.strictObject({
  best: rated,
  /** A better one may lie beyond the rates that were tried. */
  atEdge: z.boolean(),
  /** All within 1% of the best. */
  ridge: z.array(rated),
  /** The best of those whose rates are all alike. */
  oneRate: rated.nullable(),
  /** Of the second rate to the first at the best, with its interval. */
  ratio: z.strictObject({ value: positive, low: positive, high: positive }).nullable(),
});

/** How a rate, or the ratio of two, grows with the width. */
const trend = slope.extend({
  /** Rounding to the rates that were tried can change the slope by this, at most. */
  resolution: z.number(),
  /** In how many of widths × seeds it was an end of what was tried. */
  atEdge: whole.min(0),
  points: z.array(atWidth),
});

/** By step count; by the name of the rate, or "ratio". */
const trends = z.array(z.record(z.string(), trend.nullable())).min(1);

const optima = z.array(optimum.nullable()).min(1);

const result = z.strictObject({
  version: z.literal(1),
  /** The method's name for people. */
  title: text,
  steps: z.array(count).min(1),
  widths: z
    .array(
      z.strictObject({
        width: count,
        /** A loss a seed before training. */
        start: bothLosses,
        cells: z.array(
          z.strictObject({
            rates,
            /** A seed each, by step count. */
            losses: z.array(bothLosses),
            /** Means over seeds by step count; null where a seed diverged. */
            ...bothLosses.shape,
          }),
        ),
        optima: z.strictObject({ train: optima, test: optima }),
      }),
    )
    .min(1, 'no width at all'),
  /** Of the best rates, and of the largest at which training converges. */
  trends: z.strictObject({ train: trends, test: trends }),
  stableTrends: trends,
  /** The papers' own exponents, by the same names. */
  claimed: z.record(z.string(), z.number()),
});

export const record = {
  config: versioned(z.strictObject(fields), [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type GridWidth = z.infer<typeof result>['widths'][number];
export type RateTrend = z.infer<typeof trend>;
