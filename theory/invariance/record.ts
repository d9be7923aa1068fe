import { z } from 'zod';
import { firstVersion, positive, text, versioned, whole } from '../record.ts';

/** One method, and one change of its parameters that keeps the update. */
const config = z.strictObject({
  version: z.literal(1),
  preset: text,
  method: text,
  /** rotation: A·Q, or (B·Q, Qᵀ·A); scaling: (k·B, A/k). */
  change: z.enum(['rotation', 'scaling']),
  /** k of a scaling. */
  factor: positive.nullable(),
  /** [out, in] of the adapted weight. */
  shape: z.tuple([whole.positive(), whole.positive()]),
  rank: whole.positive(),
  /** How far the first step moves the parameters, as a fraction of their norm. */
  firstStep: positive,
  optimisers: z.array(text).min(1),
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
});

/** After a step, how far two updates that began alike are apart, relative to how far they moved. */
const entry = z.strictObject({
  optimiser: text,
  step: whole.positive(),
  /** One a seed; null where not finite. */
  values: z.array(z.number().nullable()),
  mean: z.number().nullable(),
  /** Least and most of a seed. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const result = z.strictObject({
  version: z.literal(1),
  entries: z.array(entry).min(1, 'no measurement at all'),
  /** The same where only rounding can make a difference. */
  floors: z.array(entry),
  /** The same for gradient descent in double precision; empty where no theorem is about the run. */
  double: z.array(entry),
  verdicts: z
    .array(
      z.strictObject({
        optimiser: text,
        invariant: z.boolean(),
        /** The most over steps and seeds; null where a trajectory was lost. */
        difference: z.number().nullable(),
        floor: z.number().nullable(),
        /** The most of the one to the other at a step. */
        ratio: z.number().nullable(),
        /** For people. */
        sentence: text,
      }),
    )
    .min(1, 'no verdict at all'),
});

export const record = {
  config: versioned(config, [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type InvarianceEntry = z.infer<typeof entry>;
