import { expectationPresets, expectationSchema, type ExpectationPreset } from '@singlora/scaling';
import { z } from 'zod';

const presetSchema = z.enum(
  Object.keys(expectationPresets) as [ExpectationPreset, ...ExpectationPreset[]],
);

/** A line with expectations: a preset, or some of its rows. */
export const expectLineSchema = (row: { readonly expect?: unknown }) =>
  z.strictObject({ expect: typeof row.expect === 'string' ? presetSchema : expectationSchema });

const count = (least: number) => z.int().min(least).max(1e12);
const magnitude = z.number().min(0).nullable();

/** A line: one module's output at one width, seed and step. Null stands for a non-finite value; other fields are ignored. */
export const lineSchema = z
  .object({
    width: count(1),
    seed: count(0),
    step: count(0),
    module: z.string().min(1).max(200),
    entries: count(1),
    /** Root mean squares over entries: of the output, and of its change since step 0. */
    size: magnitude,
    change: magnitude,
    /** The largest absolute entries of both. */
    largest: magnitude,
    largestChange: magnitude,
    /** The loss of the fixed batch; absent where it is not recorded. */
    loss: z.number().nullish(),
    /** The loss without the trained part; null or absent: the loss at step 0 is used. */
    frozenLoss: z.number().nullish(),
    /** Of a parameter: its dimensions. */
    shape: z.array(count(1)).max(16).optional(),
  })
  .refine(({ size, largest }) => isLarger(size, largest), {
    error: 'the largest entry is below the root mean square of all',
    path: ['largest'],
  })
  .refine(({ change, largestChange }) => isLarger(change, largestChange), {
    error: 'the largest change is below the root mean square of all',
    path: ['largestChange'],
  });

export type Line = z.infer<typeof lineSchema>;

/** Allows for rounding to three digits. */
const isLarger = (mean: number | null, most: number | null) =>
  mean === null || most === null || most >= mean * (1 - 2e-3);
