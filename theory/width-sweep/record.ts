import { z } from 'zod';
import { positive, slope, text, verdictNames, whole, widths } from '../record.ts';

/** One method under one optimiser, from one start: every width, seed and rate exponent. */
const config = z.object({
  preset: text,
  family: text,
  method: text,
  optimiser: text,
  /** The single factor starts with entries of order n^initExponent; null: the method's own start. */
  initExponent: z.number().nullable(),
  /** Steps; 0 is none. */
  ramp: whole.min(0),
  rank: whole.positive(),
  alpha: positive,
  widths,
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
  rateExponents: z.array(z.number()),
});

const quantityStep = z.object({
  step: whole.positive(),
  /** Null where the quantity is exactly zero. */
  predicted: z.number().nullable(),
  /** Absent where a value was zero or not finite. */
  ...slope.partial().shape,
  /** Why there is no slope, where there is none. */
  noSlope: z.enum(['not-finite', 'not-positive']).optional(),
});

const point = z.object({
  step: whole.positive(),
  width: whole.positive(),
  /** A value a seed; null where it was not finite. */
  values: z.array(z.number().nullable()).min(1),
});

const cell = z.object({
  rateExponent: z.number(),
  verdict: z.enum(verdictNames),
  decidedBy: z.object({ seeds: z.number(), widths: z.number() }).nullable(),
  predictedVerdict: z.enum(verdictNames),
  /** Of the largest change of the adapter's output among all steps, over the wider half of the widths. */
  slope: slope.nullable(),
  predicted: z.number().nullable(),
  agrees: z.boolean(),
  /** By name, step by step. */
  quantities: z.record(z.string(), z.array(quantityStep)),
  /** What was measured, by the same names. */
  points: z.record(z.string(), z.array(point)),
});

const result = z.object({
  /** The learning rate at the first width. */
  baseRate: positive,
  cells: z.array(cell).min(1, 'no cell at all'),
});

export const record = { config, result };

export type SweepConfig = z.infer<typeof config>;
export type SweepCell = z.infer<typeof cell>;
export type QuantityStep = z.infer<typeof quantityStep>;
export type MeasuredPoint = z.infer<typeof point>;
