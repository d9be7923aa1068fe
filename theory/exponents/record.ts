import { z } from 'zod';
import { added, eachWithFields, start, text, versioned, whole, type Migration } from '../record.ts';

/** One problem: a method under one kind of optimiser, backward signal and start. */
const fields = z.strictObject({
  version: z.literal(1),
  preset: text,
  method: text,
  /** gradient: steps as large as the gradient; constant: of the rate's own order, as Adam's. */
  optimiser: z.enum(['gradient', 'constant']),
  /** Where the gradient at the output comes from. */
  signal: z.enum(['error', 'mean-error', 'readout', 'mup-readout']),
  /** Random parameters start with entries of order n^initExponent. */
  initExponent: z.number(),
  start,
  /** Of the setting that a method lets grow; null: the method's own exponent, if it has any. */
  growthExponent: z.number().nullable(),
  /** The input has entries of order n^inputExponent. */
  inputExponent: z.number(),
  /** As many outputs as inputs, or one. */
  outputs: z.enum(['width', 'one']),
  ramp: whole.min(0),
  decay: z.boolean(),
  steps: whole.positive(),
  /** At which exponents are tabled. */
  rateExponents: z.array(z.number()),
});

const config = versioned(fields, [
  added('Starts, growing settings and inputs can be other than the usual ones', {
    start: 'own',
    growthExponent: null,
    inputExponent: 0,
  }),
]);

/** Closed intervals of rate exponents; an end that is null is at infinity. */
const rates = z.array(z.tuple([z.number().nullable(), z.number().nullable()]));

const words = z.strictObject({ text, latex: text });

const solution = z.strictObject({
  conclusion: words,
  /** What reaches the goal at all the steps, and at however many follow. */
  rates,
  forEver: rates,
  /** The largest at the first t steps, by t; null where there is none, or no largest. */
  largest: z.array(z.number().nullable()),
  /** What reaches it after Θ(log n) steps, where no fixed number does. */
  logTime: z.array(z.strictObject({ rate: z.number(), power: z.number() })),
  /** Where no rate is left: at which step which quantity should be of which order; null where one is. */
  failure: z.strictObject({ step: whole, quantity: text, order: text }).nullable(),
});

const result = z.strictObject({
  version: z.literal(1),
  problem: config,
  /** By quantity its exponent, and what that is at each of the rates: null where it is exactly zero. */
  steps: z.array(
    z.strictObject({
      step: whole,
      quantities: z.record(
        z.string(),
        words.extend({ at: z.array(z.tuple([z.number(), z.number().nullable()])) }),
      ),
    }),
  ),
  /** By goal. */
  solutions: z.record(z.string(), solution),
  derivation: words,
});

const logTime: Migration = {
  changed: 'Solutions tell the largest rate step by step, and what Θ(log n) steps reach',
  next: ({ solutions, ...old }) => ({
    ...old,
    solutions: eachWithFields(solutions, { largest: [], logTime: [] }),
  }),
};

export const record = { config, result: versioned(result, [logTime]) };

export type ExponentSolution = z.infer<typeof solution>;
export type Rates = z.infer<typeof rates>;
