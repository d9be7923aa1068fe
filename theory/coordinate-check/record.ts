import { z } from 'zod';
import { exponentSchema } from '@singlora/scaling/verdicts';
import * as shared from '../record.ts';

/** The method name for training every layer's own weight. */
export const wholeTraining = 'whole';

/** One network trained in one way, at every width and seed. */
export const fields = {
  version: shared.recordVersion(1),
  preset: shared.text,
  family: shared.text.describe('families of models, comma separated'),
  method: shared.text.describe('adapter methods; whole: every layer’s own weight'),
  optimiser: shared.text.describe(
    'optimisers: gd, momentum, scaled-gd and lora-rite (adapters of two factors, or of one), sign, adam, adamw',
  ),
  rate: shared.positive.describe('learning rate at the first width'),
  /** The learning rate is rate · (n / baseWidth)^rateExponent. */
  rateExponent: z.number(),
  baseWidth: shared.count,
  rank: shared.count.describe('adapter rank r, at the first width'),
  rankExponent: z
    .number()
    .min(0)
    .describe('ρ: the rank grows as n^ρ, rounded; 0 is one rank at all widths'),
  alpha: shared.alpha,
  ramp: shared.ramp,
  /** Absent in records from before it was a setting. */
  weightDecay: z.number().min(0).optional().describe('weight decay of adamw'),
  /** The meaning of n: the width, the number of residual blocks, or of samples. */
  grows: z.enum(['width', 'depth', 'batch']),
  widths: shared.widths.describe(
    'n, at least three: widths, or what else a family grows with (deep-…: blocks, batch-…: samples)',
  ),
  seeds: shared.seeds.describe('seeds, at least two'),
  steps: shared.steps,
};

const stepOf = z.strictObject({
  /** 0 is before training. */
  step: shared.whole.min(0),
  /** A quantity of a module's output: its root mean square, that of its change since the start, and the largest entry of both. */
  quantity: z.enum(['size', 'change', 'largest', 'largestChange']),
  slope: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  residual: z.number().nullable(),
  /** Null as in the width sweep. */
  correction: shared.correction.nullable(),
  /**
   * The verdict against the expectation; `stable` agrees with it. `zero`: exactly 0 everywhere, as before any trained
   * module; `bends`: no power law; `high loss`: as expected, but the loss is far above the untrained model's.
   */
  verdict: z.enum([...shared.recordedVerdicts, 'zero', 'bends', 'high loss']),
  decidedBy: z.strictObject({ seeds: z.number(), widths: z.number() }).nullable(),
  /** Whether seeds or widths were too few to call any slope stable; absent as above. */
  lowPower: z.boolean().optional(),
  /** The expected exponent, and why; null: 0, constant size; free: never a fault. */
  expected: z.strictObject({ exponent: exponentSchema, reason: z.string() }).nullable(),
  points: z.array(shared.atWidth),
});

/** The loss after some steps, relative to the untrained model's. */
const lossOf = z.strictObject({
  step: shared.count,
  verdict: z.enum(['learns', 'no better', 'rises', 'diverged']),
  /** The largest median over seeds of any width. */
  most: z.number().nullable(),
  points: z.array(shared.atWidth),
});

const modules = z
  .array(
    z.strictObject({
      name: shared.text,
      steps: z.array(stepOf),
    }),
  )
  .min(1, 'no module at all');

/** Absent in records from before it was recorded; empty where the loss is unknown. */
const losses = z.array(lossOf).optional();

const result = z.strictObject({
  version: shared.recordVersion(3),
  /** A sentence on the network's known scaling. */
  known: z.string().nullable(),
  modules,
  losses,
});

export const record = { config: z.strictObject(fields), result };

export type CoordinateStep = z.infer<typeof stepOf>;
export type Modules = z.infer<typeof modules>;
export type Losses = z.infer<typeof losses>;
