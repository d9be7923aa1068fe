import { expectationPresets, expectationSchema, type ExpectationPreset } from '@singlora/scaling';
import { z } from 'zod';

/** A preset's name. */
const presetSchema = z.enum(
  Object.keys(expectationPresets) as [ExpectationPreset, ...ExpectationPreset[]],
);

/** A line that says what is expected of the model: a preset, or of some of its rows. */
export const expectLineSchema = (row: { readonly expect?: unknown }) =>
  z.strictObject({ expect: typeof row.expect === 'string' ? presetSchema : expectationSchema });

const count = (least: number) => z.int().min(least).max(1e12);
const magnitude = z.number().min(0).nullable();

/** A line: one module's output at one width, seed and step. Null is not finite; other fields are ignored. */
export const lineSchema = z
  .object({
    width: count(1),
    seed: count(0),
    step: count(0),
    module: z.string().min(1).max(200),
    /** The number of entries of the output. */
    entries: count(1),
    /** Root mean squares over entries: of the output, of its change since step 0. */
    size: magnitude,
    change: magnitude,
    /** The largest entry of both, without its sign. */
    largest: magnitude,
    largestChange: magnitude,
    /** The loss of the fixed batch; absent where no loss is watched. */
    loss: z.number().nullish(),
    /** The loss without what is trained; null or absent: the loss at step 0 stands for it. */
    frozenLoss: z.number().nullish(),
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

/** Give or take what rounding to three digits does. */
const isLarger = (mean: number | null, most: number | null) =>
  mean === null || most === null || most >= mean * (1 - 2e-3);
