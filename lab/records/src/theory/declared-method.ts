import { z } from 'zod';

const exponent = z.number().min(-4).max(4);

/** How a parameter of a formula starts and learns; n is the width. */
const parameter = z.strictObject({
  /**
   * `random`: entries N(0, n^2γ). `zero`, `ones`. `principal`: its side of the frozen weight's r largest singular directions, which
   * are subtracted from the weight (PiSSA). `gradient`: the same of the loss's negative gradient, with entries Θ(n^γ) (LoRA-One).
   */
  start: z.enum(['random', 'zero', 'ones', 'principal', 'gradient']),
  /** γ of a random or gradient start. */
  exponent,
  /** Its learning rate is Θ(n^(c + rate)). */
  rate: exponent,
  trained: z.boolean(),
  /** Whether weight decay applies. */
  decays: z.boolean(),
});

/** See {@link declaredMethod}. */
export type DeclaredParameter = z.infer<typeof parameter>;

/** A parameter as a file declares it: without usual values. */
export const parameterInFile = parameter.extend({
  start: parameter.shape.start.default('random'),
  exponent: exponent.default(-1 / 2),
  rate: exponent.default(0),
  trained: z.boolean().default(true),
  decays: z.boolean().default(true),
});

/** An adapter method as a formula of the adapted weight, `W + alpha/r * u * A * A'`, with its parameters by name. */
export const declaredMethod = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  formula: z.string().min(1),
  parameters: z.record(z.string(), parameter),
});

/** See {@link declaredMethod}. */
export type DeclaredMethod = z.infer<typeof declaredMethod>;
