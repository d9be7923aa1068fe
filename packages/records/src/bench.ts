import { z } from 'zod';
import { measurement, positive, text, whole } from './measurement.ts';
import { precision } from './precision.ts';
import { scores } from './scores.ts';
import { firstVersion, versioned } from './versioned.ts';

/** What every side says of itself, and where it is a process of its own. */
const named = { name: text, versions: text };
const side = { ...named, peakRssBytes: positive };
/** Milliseconds of every step or run, one array a round. */
const rounds = z.array(z.array(positive).min(1));

const sidesOf = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.array(z.strictObject(shape)).min(1, 'no side at all');

/** What is wrong with a side, and where. */
const issueIn = (context: z.RefinementCtx) => (index: number, key: string, message: string) =>
  context.addIssue({ code: 'custom', path: ['sides', index, key], message });

/** One step, of ours (the first side, and those of the same name) and of what it is compared with. The rounds of the sides alternate. */
const step = z
  .strictObject({
    ...measurement,
    kind: z.literal('step'),
    setting: z.strictObject({
      model: text,
      weights: z.enum(['pretrained', 'random']),
      method: text,
      batch: whole,
      length: whole,
      pass: z.enum(['train', 'forward']),
      dropout: z.enum(['off', 'own']),
      /** What ours sends through the last layer; a classifier reads nothing but the first token. */
      tokensThroughLastLayer: z.enum(['first', 'all']),
      rank: whole,
      alpha: positive,
      threads: whole,
    }),
    rounds: whole,
    /** Of a large matrix product of ours in the same run, in units of 10⁹ operations a second. */
    peakGflops: z.partialRecord(precision, positive).optional(),
    sides: sidesOf({
      ...side,
      precision,
      /** Arithmetic of one step, in units of 10⁹ operations; absent where it is not counted. */
      gflop: positive.optional(),
      milliseconds: rounds,
    }),
  })
  .superRefine((record, context) => {
    for (const [index, { milliseconds: own }] of record.sides.entries())
      if (own.length !== record.rounds) {
        const message = `has ${own.length} rounds where "rounds" says ${record.rounds}`;
        issueIn(context)(index, 'milliseconds', message);
      }
  });

/** One epoch of real rows, ours (the first side, and those of the same name) as shipped. */
const epoch = z
  .strictObject({
    ...measurement,
    kind: z.literal('epoch'),
    setting: z.strictObject({
      model: text,
      rows: whole,
      batch: whole,
      method: text,
      rank: whole,
      alpha: positive,
      epochs: z.literal(1),
      data: text,
    }),
    sides: sidesOf({
      ...side,
      precision,
      padding: text,
      /** One a round. */
      seconds: z.array(positive).min(1),
      steps: whole,
      /** With the padding, and without. */
      tokens: whole,
      realTokens: whole,
    }),
  })
  .superRefine(({ sides }, context) => {
    for (const [index, { seconds, tokens, realTokens }] of sides.entries()) {
      if (seconds.length !== sides[0]?.seconds.length)
        issueIn(context)(index, 'seconds', 'has another number of rounds than the first side');
      if (realTokens > tokens)
        issueIn(context)(index, 'realTokens', 'is more than "tokens", which has the padding too');
    }
  });

/** The dimensions that a scale measurement varies, in the order in which they are shown. */
export const axes = ['width', 'depth', 'length', 'batch', 'rank'] as const;

const sizes = { width: whole, depth: whole, length: whole, batch: whole, rank: whole };

/** Steps of ours alone, as one dimension after another grows from the base. */
const scale = z.strictObject({
  ...measurement,
  kind: z.literal('scale'),
  setting: z.strictObject({
    model: text,
    method: text,
    threads: whole,
    base: z.strictObject(sizes),
  }),
  /** Of a large matrix product in the same run. */
  peakGflops: positive,
  points: z
    .array(
      z.strictObject({
        ...sizes,
        axis: z.enum(axes),
        milliseconds: z.array(positive).min(1),
        peakRssBytes: positive,
        /** Arithmetic of one step, in units of 10⁹ operations. */
        gflop: positive,
      }),
    )
    .min(1, 'no point at all'),
});

/** What is timed of an operation: its value alone, or with the gradient of its inputs. */
export const passes = ['forward', 'gradient'] as const;

/** Single operations of diffusion models, of ours (the first side) and of what they are compared with, in turns. */
const operations = z.strictObject({
  ...measurement,
  kind: z.literal('operations'),
  setting: z.strictObject({ threads: whole }),
  sides: sidesOf(named),
  operations: z
    .array(
      z.strictObject({
        /** Unique among the operations, such as "conv-64-320". */
        case: text,
        /** "conv2d 3 × 3, 64², 320 → 320". */
        title: text,
        pass: z.enum(passes),
        /** One a side. */
        milliseconds: z.array(rounds.min(1)).min(1),
      }),
    )
    .min(1, 'no operation at all'),
});

/** The gradients of adapters on a denoiser, ours (the first side) and what it is compared with, one process after another. */
const denoiser = z.strictObject({
  ...measurement,
  kind: z.literal('denoiser'),
  setting: z.strictObject({
    method: text,
    rank: whole,
    targets: z.array(text).min(1),
    /** Of the model, which are random, and of the adapters. */
    parameters: whole,
    trained: whole,
    batch: whole,
    /** Of the square latents, in pixels. */
    side: whole,
    /** Of the text. */
    tokens: whole,
    /** Blocks run again for their gradients, on both sides; and the step recorded as one graph, on ours. */
    recompute: z.boolean(),
    compiled: z.boolean(),
    threads: whole,
    /** Of ours. */
    threadsPerOperation: whole,
  }),
  /** The peak is the greatest of any round. */
  sides: sidesOf({
    ...side,
    milliseconds: rounds.min(1),
    /** The most that tensors hold at once, weights included; of ours where it is eager. */
    peakTensorBytes: positive.optional(),
  }),
});

/** The loss of every step from the same adapter on the same batches, of ours (the first side, and those of the same name) and of what it is compared with. */
const losses = z
  .strictObject({
    ...measurement,
    kind: z.literal('losses'),
    setting: z.strictObject({
      model: text,
      method: text,
      rank: whole,
      alpha: positive,
      batch: whole,
      steps: whole,
      /** The learning rate, the same at every step. */
      rate: positive,
      rows: whole,
      data: text,
      seed: z.int().nonnegative(),
    }),
    sides: sidesOf({ ...named, precision, losses: z.array(z.number()) }),
  })
  .superRefine(({ setting: { steps }, sides }, context) => {
    for (const [index, { losses }] of sides.entries())
      if (losses.length !== steps) {
        const message = `has ${losses.length} steps where "setting.steps" says ${steps}`;
        issueIn(context)(index, 'losses', message);
      }
  });

const times = z.discriminatedUnion('kind', [step, epoch, scale, operations, denoiser, losses]);

/** What is measured of time and memory: one kind of several, told apart by `kind`. */
export const benchRecord = versioned(times, [firstVersion]);

/** What a measurement's JSON file holds. */
export const measuredRecord = versioned(z.discriminatedUnion('kind', [times, scores]), [
  firstVersion,
]);

/** The time of one step in milliseconds, ours beside another implementation's. */
export type StepRecord = z.infer<typeof step>;
/** The time of one epoch of real rows in seconds, ours beside another implementation's. */
export type EpochRecord = z.infer<typeof epoch>;
/** The time of our steps in milliseconds as the model, the batch or the rank grows. */
export type ScaleRecord = z.infer<typeof scale>;
/** The times of single operations in milliseconds, ours beside another implementation's. */
export type OperationsRecord = z.infer<typeof operations>;
/** The time of a step on a denoiser in milliseconds, ours beside another implementation's. */
export type DenoiserRecord = z.infer<typeof denoiser>;
/** The losses of the same steps in several precisions, ours beside another implementation's. */
export type LossesRecord = z.infer<typeof losses>;
/** What {@link benchRecord} lets through. */
export type BenchRecord = z.infer<typeof times>;
/** What tells its kinds apart. */
export type BenchKind = BenchRecord['kind'];
/** The records of one kind. */
export type RecordOf<Kind extends BenchKind> = Extract<BenchRecord, { kind: Kind }>;
/** What {@link measuredRecord} lets through. */
export type MeasuredRecord = z.infer<typeof measuredRecord>;
/** A dimension that a scale measurement varies; see {@link axes}. */
export type Axis = (typeof axes)[number];
/** What is timed of an operation; see {@link passes}. */
export type Pass = (typeof passes)[number];
