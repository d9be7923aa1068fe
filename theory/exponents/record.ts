import { z } from 'zod';
import * as shared from '../record.ts';

/** One problem: a method under one kind of optimiser, backward signal and start. */
export const fields = {
  version: shared.recordVersion(3),
  preset: shared.text,
  method: shared.text.describe(shared.methodsHelp),
  declared: shared.declaredField,
  optimiser: z
    .enum(['gradient', 'constant', 'damped'])
    .describe(
      'how large the entries of a step are before the rate: gradient (descent, momentum), constant (Adam, sign) or damped (Adam with an ε of order 1)',
    ),
  signal: z
    .enum(['error', 'mean-error', 'readout', 'mup-readout'])
    .describe(
      'where the gradient at the output comes from: error (½‖f − y‖²), mean-error (that averaged over the outputs), readout (entries n^-1/2), mup-readout (n^-1)',
    ),
  initExponent: z
    .number()
    .describe(
      'γ for random parameters that start with entries of order n^γ: −0.5 is fan = width, 0 is fan = rank',
    ),
  start: shared.start,
  growthExponent: shared.growthExponent,
  alphaExponent: shared.alphaExponent,
  inputExponent: z
    .number()
    .describe('γ for an input with entries of order n^γ: 0 is a norm of √n, −0.5 a norm of 1'),
  outputs: z
    .enum(['width', 'one'])
    .describe(
      'width: as many outputs as inputs; one: the toy of LoRA+, for methods with two matrices',
    ),
  ramp: shared.ramp,
  decay: z.boolean().describe('whether the optimiser decays weights, as AdamW'),
  steps: shared.steps,
  rateExponents: z.array(z.number()).describe('values of c at which the exponents are tabled'),
};

const config = z.strictObject(fields);

/** Closed intervals of rate exponents; a null end is infinite. */
const rates = z.array(z.tuple([z.number().nullable(), z.number().nullable()]));

const words = z.strictObject({ text: shared.text, latex: shared.text });

const solution = z.strictObject({
  conclusion: words,
  /** The rates that reach the goal at all predicted steps, and at any number of further steps. */
  rates,
  forEver: rates,
  /** The largest at the first t steps, by t; null where there is no largest one. */
  largest: z.array(z.number().nullable()),
  /** The rates that reach it after Θ(log n) steps, where no fixed number suffices. */
  logTime: z.array(z.strictObject({ rate: z.number(), power: z.number() })),
  /** The demand that no rate meets: the step, the quantity, and its required order; null where a rate remains. */
  failure: z
    .strictObject({ step: shared.whole, quantity: shared.text, order: shared.text })
    .nullable(),
});

const result = z.strictObject({
  version: shared.recordVersion(1),
  problem: config,
  /** The exponent of each quantity, and its value at each rate: null where the quantity is exactly zero. */
  steps: z.array(
    z.strictObject({
      step: shared.whole,
      quantities: z.record(
        z.string(),
        words.extend({ at: z.array(z.tuple([z.number(), z.number().nullable()])) }),
      ),
    }),
  ),
  solutions: z.record(z.string(), solution),
  derivation: words,
});

export const record = { config, result };

export type ExponentSolution = z.infer<typeof solution>;
export type Rates = z.infer<typeof rates>;
