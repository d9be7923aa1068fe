import { z } from 'zod';
import * as shared from '../record.ts';

/** One method under one optimiser with one start, at every width, seed and rate exponent. */
export const fields = {
  version: shared.recordVersion(3),
  preset: shared.text,
  family: shared.text.describe(
    'families of models, comma separated; the first is tried with all other settings',
  ),
  method: shared.text.describe(shared.methodsHelp),
  declared: shared.declaredField,
  optimiser: shared.optimiser,
  /** Null: the method's own start, n^−1/2. */
  initExponent: z
    .number()
    .nullable()
    .describe(
      'γ for random factors that start with entries of order n^γ: −0.5 is fan = width, 0 is fan = rank',
    ),
  start: shared.start,
  growthExponent: shared.growthExponent,
  ramp: shared.ramp,
  rank: shared.rank,
  alpha: shared.alpha,
  alphaExponent: shared.alphaExponent,
  widths: shared.widths.describe('widths n, at least three'),
  seeds: shared.seeds,
  steps: shared.steps,
  rateExponents: z.array(z.number()).describe('c: learning rates grow as n^c'),
  /** The width at which all exponents share one rate and one start. */
  baseWidth: shared.count,
  entryStep: shared.positive.describe(
    'sign, adam, adamw: at the first width a step moves entries by this share of 1/√n',
  ),
  growth: shared.positive.describe(
    'gd, momentum: at the first width, the rate times the norm of ∂loss/∂W',
  ),
};

const config = z.strictObject(fields);

const quantityStep = z.strictObject({
  step: shared.count,
  /** Null where the quantity is exactly zero. */
  predicted: z.number().nullable(),
  /** Absent where a value was zero or not finite. */
  ...shared.slope.partial().shape,
  /** Why there is no slope, if so. */
  noSlope: z.enum(['not-finite', 'not-positive']).optional(),
});

const point = shared.atWidth.extend({ step: shared.whole.min(0) });

const agreement = z.enum(['agrees', 'differs', 'undecided']);

/** Δf at the first step: at all widths for a layer, at the wider half for a network. */
const first = z.strictObject({
  step: shared.count,
  slope: shared.slope,
  /** The slope predicted in the limit. */
  predicted: z.number(),
  /** The slope expected at these widths: the exponents of δ1, δ2 and δ3, weighted by their measured shares. */
  expected: z.number(),
  agreement,
});

/** The loss relative to the frozen model's. */
const loss = z.strictObject({
  /** The verdict and the slope after the last step, over the wider half of the widths. */
  verdict: z.enum(['learns', 'no better', 'rises', 'diverged']),
  slope: shared.slope.nullable(),
  /** The loss at the widest width, before the first step and after the last. */
  start: z.number().nullable(),
  end: z.number().nullable(),
  points: z.array(point),
});

const cell = z.strictObject({
  rateExponent: z.number(),
  /** `bends`: no power law; `hollow`: Δf is stable, but the loss is not below the frozen model's. */
  verdict: z.enum(shared.sweepVerdictNames),
  decidedBy: z.strictObject({ seeds: z.number(), widths: z.number() }).nullable(),
  /** Null where nothing is derived for the optimiser. */
  predictedVerdict: z.enum(shared.recordedVerdicts).nullable(),
  /** Whether the verdict is compatible with the prediction. */
  agrees: z.boolean(),
  /** The prediction at any fixed number of steps, and whether Δf is Θ(1) after Θ(log n). */
  later: z
    .object({ fixed: z.enum(['stable', 'vanishing', 'exploding']), logTime: z.boolean() })
    .nullable(),
  /** The slope of the largest change of the adapter's output over all steps. */
  slope: shared.slope.nullable(),
  /** Null without a slope, and in older records, whose verdicts did not rest on it: it is recomputed when they are read. */
  correction: shared.correction.nullable(),
  predicted: z.number().nullable(),
  agreement: agreement.nullable(),
  /** The values of that largest change. */
  peaks: z.array(shared.atWidth),
  /** The slope of its largest entry. */
  largest: shared.slope.nullable(),
  first: first.nullable(),
  loss,
  /** The quantities by name, step by step. */
  quantities: z.record(z.string(), z.array(quantityStep)),
  /** The measured values, by the same names. */
  points: z.record(z.string(), z.array(point)),
});

const result = z.strictObject({
  version: shared.recordVersion(2),
  /** The learning rate at the first width. */
  baseRate: shared.positive,
  cells: z.array(cell).min(1, 'no cell at all'),
});

export const record = { config, result };

/** The preset of starts from the frozen weight, which has its own section. */
export const weightStartsPreset = 'weight-starts';

/** The presets that vary or set something that the sweep itself does not, each with the number of runs that it plans; they have their own section. */
export const plannedRunCounts = { alpha: 2, adam: 10, outputs: 6, steps: 2 } as const;

export type SweepAxisPreset = keyof typeof plannedRunCounts;
export const axisPresets = Object.keys(plannedRunCounts) as SweepAxisPreset[];

export type SweepConfig = z.infer<typeof config>;
export type SweepCell = z.infer<typeof cell>;
export type QuantityStep = z.infer<typeof quantityStep>;
export type MeasuredPoint = z.infer<typeof point>;
