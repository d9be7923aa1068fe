import { z } from 'zod';
import * as shared from '../record.ts';

const rates = z.record(z.string(), shared.positive);

/** One method under one optimiser: every width, seed and combination of rates. */
export const fields = {
  version: z.literal(1),
  preset: shared.text,
  method: shared.text.describe('methods, comma separated: lora, lora-one-rate, singlora'),
  optimiser: shared.optimiser,
  rank: shared.count.describe('rank r'),
  widths: shared.widths.describe('widths n; trends need at least three'),
  seeds: shared.seeds.describe('seeds; trends need at least two'),
  steps: z
    .array(shared.count)
    .min(1)
    .describe('step counts at which losses are recorded, the last ends training'),
  rates: z.record(z.string(), z.array(shared.positive).min(1)),
};

/** Losses on training or test examples; null where not finite. */
const losses = z.array(z.number().nullable()).min(1);
const bothLosses = z.strictObject({ train: losses, test: losses });

const rated = z.strictObject({ rates, loss: z.number() });

const optimum = z.strictObject({
  best: rated,
  /** Whether a better one may lie beyond the rates tried. */
  atEdge: z.boolean(),
  /** All within 1% of the best. */
  ridge: z.array(rated),
  /** The best of the cells with all rates equal. */
  oneRate: rated.nullable(),
  /** The ratio of the second rate to the first at the best, with its interval. */
  ratio: z
    .strictObject({ value: shared.positive, low: shared.positive, high: shared.positive })
    .nullable(),
});

/** The growth of a rate, or of the ratio of two, with the width. */
const trend = shared.slope.extend({
  /** The largest change of the slope that rounding to the tried rates can cause. */
  resolution: z.number(),
  /** The number of widths × seeds with a rate at an end of those tried. */
  atEdge: shared.whole.min(0),
  points: z.array(shared.atWidth),
});

/** The trends by step count, and by the name of the rate or "ratio". */
const trends = z.array(z.record(z.string(), trend.nullable())).min(1);

const optima = z.array(optimum.nullable()).min(1);

const result = z.strictObject({
  version: z.literal(1),
  title: shared.text,
  steps: z.array(shared.count).min(1),
  widths: z
    .array(
      z.strictObject({
        width: shared.count,
        start: bothLosses,
        cells: z.array(
          z.strictObject({
            rates,
            /** One value per seed, by step count. */
            losses: z.array(bothLosses),
            /** Means over seeds by step count; null where a seed diverged. */
            ...bothLosses.shape,
          }),
        ),
        optima: z.strictObject({ train: optima, test: optima }),
      }),
    )
    .min(1, 'no width at all'),
  /** The trends of the best rates, and of the largest at which training converges. */
  trends: z.strictObject({ train: trends, test: trends }),
  stableTrends: trends,
  /** The papers' own exponents, by the same names. */
  claimed: z.record(z.string(), z.number()),
});

export const record = {
  config: shared.first(z.strictObject(fields)),
  result: shared.first(result),
};

export type GridWidth = z.infer<typeof result>['widths'][number];
