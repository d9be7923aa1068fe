import { z } from 'zod';
import * as shared from '../record.ts';

/** One method, and one change of its parameters that preserves the update. */
export const fields = {
  version: shared.recordVersion(1),
  preset: shared.text,
  method: shared.text,
  /** rotation: A·Q, or (B·Q, Qᵀ·A); scaling: (k·B, A/k). */
  change: z.enum(['rotation', 'scaling']),
  /** k of a scaling. */
  factor: shared.positive.nullable(),
  /** [out, in] of the adapted weight. */
  shape: z.tuple([shared.count, shared.count]),
  rank: shared.rank,
  firstStep: shared.positive.describe(
    'how far the first step moves the parameters, relative to their norm; sets the learning rate',
  ),
  optimisers: z
    .array(shared.text)
    .min(1)
    .describe(shared.optimiser.description ?? ''),
  seeds: shared.seeds,
  steps: shared.steps.describe('steps to train'),
};

/** The distance, after a step, of two updates that started equal, relative to their movement. */
const entry = z.strictObject({
  optimiser: shared.text,
  step: shared.count,
  /** One per seed; null where not finite. */
  values: z.array(z.number().nullable()),
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const result = z.strictObject({
  version: shared.recordVersion(1),
  entries: z.array(entry).min(1, 'no measurement at all'),
  /** The same where only rounding can cause a difference. */
  floors: z.array(entry),
  /** The same for gradient descent in double precision; empty where no theorem applies. */
  double: z.array(entry),
  verdicts: z
    .array(
      z.strictObject({
        optimiser: shared.text,
        invariant: z.boolean(),
        /** The maximum over steps and seeds; null where a trajectory diverged. */
        difference: z.number().nullable(),
        floor: z.number().nullable(),
        /** The largest ratio of the difference to the floor at any step. */
        ratio: z.number().nullable(),
        sentence: shared.text,
      }),
    )
    .min(1, 'no verdict at all'),
});

export const record = {
  config: z.strictObject(fields),
  result,
};

export type InvarianceEntry = z.infer<typeof entry>;
