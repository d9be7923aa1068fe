import { z } from 'zod';
import { positive, text, whole } from '../record.ts';

/** One method, and one change of its parameters that keeps the update. */
const config = z.object({
  preset: text,
  method: text,
  /** rotation: A·Q, or (B·Q, Qᵀ·A); scaling: (k·B, A/k). */
  change: z.enum(['rotation', 'scaling']),
  /** k of a scaling. */
  factor: positive.nullable(),
  /** [out, in] of the adapted weight. */
  shape: z.tuple([whole.positive(), whole.positive()]),
  rank: whole.positive(),
  optimisers: z.array(text).min(1),
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
});

/** After a step, how far two updates that began alike are apart, relative to how far they moved. */
const entry = z.object({
  optimiser: text,
  step: whole.positive(),
  mean: z.number().nullable(),
  /** Least and most of a seed. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const result = z.object({
  entries: z.array(entry).min(1, 'no measurement at all'),
  /** The same where only rounding can make a difference. */
  floors: z.array(entry),
  /** The same for gradient descent in double precision; empty where no theorem is about the run. */
  double: z.array(entry),
  verdicts: z
    .array(
      z.object({
        optimiser: text,
        invariant: z.boolean(),
        /** The most over steps and seeds; null where a trajectory was lost. */
        difference: z.number().nullable(),
        floor: z.number().nullable(),
      }),
    )
    .min(1, 'no verdict at all'),
});

export const record = { config, result };

export type InvarianceEntry = z.infer<typeof entry>;
