import { z } from 'zod';

import { withFields, without } from '@singlora/records';

export { added, eachWithFields, firstVersion, versioned, type Migration } from '@singlora/records';

// What the records of several checks have in common.

export const text = z.string().min(1);
export const whole = z.int();
export const positive = z.number().positive();
export const widths = z.array(whole.positive()).min(1);

/** Which parameters start random, at 0 or at 1; or from which part of the frozen weight all do. */
export const start = z.enum(['own', 'swapped', 'ones', 'principal', 'qr']);

export const verdictNames = ['stable', 'vanishing', 'exploding', 'diverged', 'undecided'] as const;

export type VerdictName = (typeof verdictNames)[number];

/** Those of the width sweep. */
export const sweepVerdictNames = [...verdictNames, 'bends', 'hollow'] as const;

export type SweepVerdictName = (typeof sweepVerdictNames)[number];

/** How something grows with the width, with a 95% interval. */
export const slope = z.strictObject({
  slope: z.number(),
  low: z.number(),
  high: z.number(),
  /** RMS of the logarithm about the line. */
  residual: z.number(),
  widths: whole.positive(),
  seeds: whole.positive(),
});

/** The exponent beside a correction that dies out with the width, with a 95% interval. */
export const correction = z.strictObject({ slope: z.number(), low: z.number(), high: z.number() });

/** Records of before verdicts rested on a correction had a parabola in its place. */
export const corrected = {
  changed: 'Verdicts rest on a correction of finite widths, not on a parabola',
  each: (steps: unknown) =>
    Array.isArray(steps)
      ? steps.map((step) => withFields(without(step, 'bend'), { correction: null }))
      : steps,
};

/** A value a seed at one width; null where it was not finite. */
export const atWidth = z.strictObject({
  width: whole.positive(),
  values: z.array(z.number().nullable()).min(1),
});

/**
 * What a check records: the configuration of a run, and its artifact `result.json`, each with a version. A file that is as
 * it was recorded and yet does not fit was recorded by a version of the program that this one does not know.
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
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** A check's `result.json`. */
export const resultJson = <Record extends CheckRecord>(
  _record: Record,
  result: DeepReadonly<ResultOf<Record>>,
): string => JSON.stringify(result);
