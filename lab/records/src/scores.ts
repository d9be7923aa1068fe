import { z } from 'zod';
import { measurement } from './measurement.ts';
import { count, positive, text } from './run/fields.ts';

/**
 * The scores of another implementation with the settings of a plan's runs: one adapter on one task,
 * over seeds. Its command states every setting.
 */
export const scores = z.strictObject({
  ...measurement,
  kind: z.literal('scores'),
  /** The other implementation with its versions. */
  by: text,
  /** The plan whose runs have the same settings. */
  plan: text,
  task: text,
  method: text,
  rank: count,
  learningRate: positive,
  /** The scores of each seed and its number of rows, under the same names as in runs ("validation/accuracy"). */
  seeds: z
    .array(z.strictObject({ seed: z.int().nonnegative(), scores: z.record(text, z.number()) }))
    .min(1, 'no seed at all'),
});

/** The scores of another implementation with the settings of a plan's runs. */
export type ScoresRecord = z.infer<typeof scores>;
