import { z } from 'zod';

import { declaredMethod, recordVersion } from '@singlora/records';

export { recordVersion };

// What the records of several checks have in common.

export const text = z.string().min(1);
export const whole = z.int();
export const count = z.int().positive();
export const positive = z.number().positive();
export const widths = z.array(count).min(1).describe('widths n');

/** Fields of a run; their descriptions are also the help of the settings that list their values. */
export const optimiser = text.describe(
  'optimisers: gd, momentum, sign, adam, adamw; adam:epsilon=0.001:beta2=0.95 sets Adam’s ε and β₂',
);
export const seeds = z.array(whole.min(0)).min(1).describe('seeds, comma separated');
export const steps = count.describe('steps of training');
export const rank = count.describe('adapter rank r');
export const alpha = positive.describe('adapter alpha; the update is scaled by alpha/r');
export const alphaExponent = z
  .number()
  .describe('a: alpha grows as n^a, from what it is at the first width');
export const ramp = whole.min(0).describe('steps of the ramp u(t); 0 is none');

export const start = z
  .enum(['own', 'swapped', 'ones', 'principal', 'qr'])
  .describe(
    'own, swapped (the random and the zero factor exchanged, as LoRA with A = 0), ones (scalars at 1 and not 0, as SymLoRA’s Λ), principal (all factors ' +
      'from the frozen weight’s largest singular directions, as PiSSA), qr (from its QR decomposition, as OLoRA); for methods that can',
  );

/** The method, where a file declares it and `core` has none of its name. */
export const methodsHelp =
  'adapter methods, comma separated; a file ….txt declares one of your own';

export const declaredField = declaredMethod.nullable();

/** The exponent of the setting that grows with the width; null: the method's own, if any. */
export const growthExponent = z
  .number()
  .nullable()
  .describe(
    'ρ for methods with a setting that grows as n^ρ, besides their own: A’s rate is n^c and B’s n^(c + ρ) for LoRA+',
  );

export const recordedVerdicts = [
  'stable',
  'vanishing',
  'exploding',
  'diverged',
  'undecided',
] as const;

/** The verdicts of the width sweep. */
export const sweepVerdictNames = [...recordedVerdicts, 'bends', 'hollow'] as const;

export type SweepVerdictName = (typeof sweepVerdictNames)[number];

/** The exponent of something's growth with the width, with a 95% interval. */
export const slope = z.strictObject({
  slope: z.number(),
  low: z.number(),
  high: z.number(),
  /** The RMS deviation of the logarithm from the line. */
  residual: z.number(),
  widths: count,
  seeds: count,
});

/** The exponent in a fit with a correction that vanishes at large widths, with a 95% interval. */
export const correction = z.strictObject({ slope: z.number(), low: z.number(), high: z.number() });

/** One value per seed at one width; null where it was not finite. */
export const atWidth = z.strictObject({
  width: count,
  values: z.array(z.number().nullable()).min(1),
});

/**
 * A check's record: the configuration of a run and its artifact `result.json`, each with a version. An
 * unchanged file that does not fit was recorded by a program version that this one does not know.
 */
export interface CheckRecord<
  Config extends { preset: string } = { preset: string },
  Result = unknown,
> {
  readonly config: z.ZodType<Config>;
  readonly result: z.ZodType<Result>;
}

export type ConfigOf<Record extends CheckRecord> = z.infer<Record['config']>;
export type ResultOf<Record extends CheckRecord> = z.infer<Record['result']>;

/** Homomorphic, so that arrays and tuples become read-only ones. */
export type DeepReadonly<T> = T extends object
  ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
  : T;
