import { z } from 'zod';
import {
  count,
  firstVersion,
  optimiser,
  positive,
  rank,
  seeds,
  steps,
  text,
  versioned,
} from '../record.ts';

/** One method, and one change of its parameters that keeps the update. */
export const fields = {
  version: z.literal(1),
  preset: text,
  method: text,
  /** rotation: A·Q, or (B·Q, Qᵀ·A); scaling: (k·B, A/k). */
  change: z.enum(['rotation', 'scaling']),
  /** k of a scaling. */
  factor: positive.nullable(),
  /** [out, in] of the adapted weight. */
  shape: z.tuple([count, count]),
  rank,
  firstStep: positive.describe(
    'how far the first step moves the parameters, relative to their norm; sets the learning rate',
  ),
  optimisers: z
    .array(text)
    .min(1)
    .describe(optimiser.description ?? ''),
  seeds,
  steps: steps.describe('steps to train'),
};

/** After a step, how far two updates that began alike are apart, relative to how far they moved. */
const entry = z.strictObject({
  optimiser: text,
  step: count,
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
  config: versioned(z.strictObject(fields), [firstVersion]),
  result: versioned(result, [firstVersion]),
};

export type InvarianceEntry = z.infer<typeof entry>;
