import { z } from 'zod';
import { positive, slope, text, whole, widths } from '../record.ts';

/** Learning rates by name. */
const rates = z.record(z.string(), positive);

/** One method under one optimiser: every width, seed and combination of rates. */
const config = z.object({
  preset: text,
  method: text,
  optimiser: text,
  rank: whole.positive(),
  widths,
  seeds: z.array(whole).min(1),
  /** Step counts at which losses were recorded; the last ended training. */
  steps: z.array(whole.positive()).min(1),
  rates: z.record(z.string(), z.array(positive).min(1)),
});

const rated = z.object({ rates, loss: z.number() });

const optimum = z.object({
  best: rated,
  /** A better one may lie beyond the rates that were tried. */
  atEdge: z.boolean(),
  /** All within 1% of the best. */
  ridge: z.array(rated),
  /** The best of those whose rates are all alike. */
  oneRate: rated.nullable(),
  /** Of the second rate to the first at the best, with its interval. */
  ratio: z.object({ value: positive, low: positive, high: positive }).nullable(),
});

/** How a rate, or the ratio of two, grows with the width. */
const trend = slope.extend({
  /** Rounding to the rates that were tried can change the slope by this, at most. */
  resolution: z.number(),
  /** In how many of widths × seeds it was an end of what was tried. */
  atEdge: whole.min(0),
});

/** By step count; by the name of the rate, or "ratio". */
const trends = z.array(z.record(z.string(), trend.nullable())).min(1);

const result = z.object({
  /** The method's name for people. */
  title: text,
  widths: z
    .array(
      z.object({
        width: whole.positive(),
        cells: z.array(
          z.object({
            rates,
            /** Mean test losses by step count; null where a seed diverged. */
            test: z.array(z.number().nullable()).min(1),
          }),
        ),
        optima: z.object({ test: z.array(optimum.nullable()).min(1) }),
      }),
    )
    .min(1, 'no width at all'),
  /** Of the best rates, and of the largest at which training converges. */
  trends: z.object({ test: trends }),
  stableTrends: trends,
  /** The papers' own exponents, by the same names. */
  claimed: z.record(z.string(), z.number()),
});

export const record = { config, result };

export type GridWidth = z.infer<typeof result>['widths'][number];
export type RateTrend = z.infer<typeof trend>;
