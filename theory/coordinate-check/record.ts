import { z } from 'zod';
import { positive, text, verdictNames, whole, widths } from '../record.ts';

/** One network trained in one way: every width and seed. */
const config = z.object({
  preset: text,
  family: text,
  /** An adapter method, or "whole": every linear layer's own weight. */
  method: text,
  optimiser: text,
  /** The learning rate is rate · (n / baseWidth)^rateExponent. */
  rate: positive,
  rateExponent: z.number(),
  /** The rank grows as n^rankExponent; records of before it could are of one rank. */
  rankExponent: z.number().default(0),
  /** Of optimisers that decay. */
  weightDecay: z.number().optional(),
  /** What n is: widths, numbers of residual blocks or of samples. */
  grows: z.enum(['width', 'depth', 'batch']).default('width'),
  widths,
  seeds: z.array(whole).min(1),
  steps: whole.positive(),
});

const stepOf = z.object({
  /** 0 is before training. */
  step: whole.min(0),
  /** Of a module's output: its root mean square, that of its change since the start, and the largest entry of both. */
  quantity: z.enum(['size', 'change', 'largest', 'largestChange']),
  slope: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** How far the values are from a power law; absent in records of before it was asked. */
  bend: z.object({ change: z.number(), end: z.number() }).nullish(),
  /**
   * `zero`: exactly 0 everywhere, as before anything that is trained; `bends`: no power law; `high loss`: stable, while the loss is
   * far above the untrained model's.
   */
  verdict: z.enum([...verdictNames, 'zero', 'bends', 'high loss']),
  decidedBy: z.object({ seeds: z.number(), widths: z.number() }).nullish(),
  /** So few seeds or widths could call no slope stable. */
  lowPower: z.boolean().optional(),
  /** Why the verdict is no fault, where it is known not to be one. */
  exception: z.string().nullable(),
  /** A fault: neither stable, undecided nor zero, and no exception. */
  flagged: z.boolean(),
  /** The exponent that theory gives, where it is known, and whether the interval reaches it. */
  expected: z.number().nullable(),
  agrees: z.boolean().nullable(),
  points: z.array(
    z.object({ width: whole.positive(), values: z.array(z.number().nullable()).min(1) }),
  ),
});

/** The loss after some steps, as a multiple of the untrained model's. */
const lossOf = z.object({
  step: whole.positive(),
  verdict: z.enum(['learns', 'no better', 'rises', 'diverged']),
  /** The largest of the widths' medians over seeds. */
  most: z.number().nullable(),
});

const modules = z
  .array(z.object({ name: text, steps: z.array(stepOf) }))
  .min(1, 'no module at all');

/** Absent in records of before it was watched; empty where no loss is known. */
const losses = z.array(lossOf).optional();

const result = z.object({
  /** What is known of this network beforehand, in a sentence. */
  known: z.string().nullable(),
  modules,
  losses,
});

export const record = { config, result };

/** The presets that grow or set something other than the check itself does. */
export const axisPresets = [
  'optimisers',
  'rank',
  'depth',
  'batch',
  'decay',
  'transformer',
] as const;

export type AxisPreset = (typeof axisPresets)[number];

/** The preset of runs that judge a file that was measured elsewhere. */
export const measuredPreset = 'measured';

/** A file that was measured elsewhere: any model, trained in any way. */
export const measuredRecord = {
  config: z.object({
    preset: z.literal(measuredPreset),
    /** The file. */
    measured: text,
  }),
  result: z.object({ widths, seeds: z.array(whole).min(1), modules, losses }),
};

export type CoordinateStep = z.infer<typeof stepOf>;
export type Modules = z.infer<typeof modules>;
export type Losses = z.infer<typeof losses>;
