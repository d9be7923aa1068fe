import { z } from 'zod';
import { start, text, whole } from '../record.ts';

/** One problem: a method under one kind of optimiser, backward signal and start. */
const config = z.object({
  preset: text,
  method: text,
  /** gradient: steps as large as the gradient; constant: of the rate's own order, as Adam's. */
  optimiser: z.enum(['gradient', 'constant']),
  /** Where the gradient at the output comes from. */
  signal: text,
  /** Random parameters start with entries of order n^initExponent. */
  initExponent: z.number(),
  start: start.default('own'),
  /** Of the setting that a method lets grow; null: the method's own exponent, if it has any. */
  growthExponent: z.number().nullable().default(null),
  /** The input has entries of order n^inputExponent. */
  inputExponent: z.number().default(0),
  /** As many outputs as inputs, or one. */
  outputs: z.enum(['width', 'one']),
  ramp: whole.min(0),
  decay: z.boolean(),
  steps: whole.positive(),
});

/** Closed intervals of rate exponents; an end that is null is at infinity. */
const rates = z.array(z.tuple([z.number().nullable(), z.number().nullable()]));

const solution = z.object({
  conclusion: z.object({ text, latex: text }),
  /** What reaches the goal at all the steps, and at however many follow. */
  rates,
  forEver: rates,
  /** The largest at the first t steps, by t; null where there is none, or no largest. */
  largest: z.array(z.number().nullable()).default([]),
  /** What reaches it after Θ(log n) steps, where no fixed number does. */
  logTime: z.array(z.object({ rate: z.number(), power: z.number() })).default([]),
});

const result = z.object({
  /** By goal. */
  solutions: z.record(z.string(), solution),
  derivation: z.object({ text, latex: text }),
});

export const record = { config, result };

export type ExponentSolution = z.infer<typeof solution>;
export type Rates = z.infer<typeof rates>;
