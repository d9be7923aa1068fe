import { z } from 'zod';
import { measurement, positive, text, whole } from './measurement.ts';
import { precision } from './precision.ts';
import { scores } from './scores.ts';

/** The dimensions that a scaling measurement varies, in display order. */
export const axes = ['width', 'depth', 'length', 'batch', 'rank'] as const;

const sizes = { width: whole, depth: whole, length: whole, batch: whole, rank: whole };

/** The timed passes of an operation: the forward pass alone, or with the gradients of its inputs. */
export const passes = ['forward', 'gradient'] as const;

const adapter = { method: text, rank: whole, alpha: positive };

/** The settings that all sides and cases of a record share, by kind of record. */
const settings = {
  step: {
    ...adapter,
    model: text,
    weights: z.enum(['pretrained', 'random']),
    batch: whole,
    length: whole,
    pass: z.enum(['train', 'forward']),
    dropout: z.enum(['off', 'own']),
    /** The tokens that our side sends through the last layer; a classifier reads only the first. */
    tokensThroughLastLayer: z.enum(['first', 'all']),
    threads: whole,
  },
  /** One epoch on real rows; our side runs as shipped. */
  epoch: { ...adapter, model: text, rows: whole, batch: whole, epochs: z.literal(1), data: text },
  /** Steps on our side alone, growing one dimension at a time from the base. */
  scale: { model: text, method: text, threads: whole, base: z.strictObject(sizes) },
  /** Single operations of diffusion models. */
  operations: { threads: whole },
  /** The gradients of adapters on a denoiser. */
  denoiser: {
    method: text,
    rank: whole,
    targets: z.array(text).min(1),
    /** The parameter counts of the model, which is random, and of the adapters. */
    parameters: whole,
    trained: whole,
    batch: whole,
    /** A side of the square latents, in pixels. */
    side: whole,
    /** The number of the text's tokens. */
    tokens: whole,
    /** Whether both sides recompute blocks in the backward pass, and whether our side records the step as one graph. */
    recompute: z.boolean(),
    compiled: z.boolean(),
    threads: whole,
    /** The threads of an operation on our side. */
    threadsPerOperation: whole,
  },
  /** Merging an adapter into a copy of a checkpoint, from files to a file that is flushed to disk. */
  merge: {
    ...adapter,
    /** The checkpoint's square matrices, how many of them are adapted, and their number of rows. */
    matrices: whole,
    adapted: whole,
    width: whole,
    /** The threads that each side uses. */
    threads: whole,
  },
};

const side = {
  name: text,
  precision,
  /** The versions that it ran on; older scaling measurements lack them. */
  versions: text.optional(),
};

const measured = z.strictObject({
  /** The times of all steps, runs or epochs, one array per round; the rounds of the sides alternate. */
  milliseconds: z.array(z.array(positive).min(1)).min(1),
  /** The peak memory of a separate process: the maximum over rounds. */
  peakRssBytes: positive.optional(),
  /** The maximum memory of all live tensors, weights included; only for our side in eager mode. */
  peakTensorBytes: positive.optional(),
  /** The arithmetic of one step, in 10⁹ operations; absent where it is not counted. */
  gflop: positive.optional(),
  /** An epoch's number of steps, and its tokens with and without padding. */
  steps: whole.optional(),
  tokens: whole.optional(),
  realTokens: whole.optional(),
});

/** Times of one kind: ours (the first side and those of the same name) and those of the implementation compared with. */
const timesOf = <Kind extends keyof typeof settings>(kind: Kind) =>
  z.strictObject({
    ...measurement,
    kind: z.literal(kind),
    setting: z.strictObject(settings[kind]),
    /** The speed of a large matrix product on our side in the same run, in 10⁹ operations per second. */
    peakGflops: z.partialRecord(precision, positive).optional(),
    /** `padding`: how an epoch's batches are padded. */
    sides: z.array(z.strictObject({ ...side, padding: text.optional() })).min(1, 'no side at all'),
    cases: z
      .array(
        z.strictObject({
          /** Unique in the record, such as "conv-64-320"; a record of one case has the case's own name. */
          case: text,
          /** "conv2d 3 × 3, 64², 320 → 320". */
          title: text.optional(),
          pass: z.enum(passes).optional(),
          /** The size that is varied. */
          size: z.strictObject({ ...sizes, axis: z.enum(axes) }).optional(),
          /** One a side. */
          measured: z.array(measured),
        }),
      )
      .min(1, 'no case at all'),
  });

const times = z
  .discriminatedUnion('kind', [
    timesOf('step'),
    timesOf('epoch'),
    timesOf('scale'),
    timesOf('operations'),
    timesOf('denoiser'),
    timesOf('merge'),
  ])
  .superRefine(({ sides, cases }, context) => {
    for (const [index, { measured: all }] of cases.entries()) {
      const issue = (message: string, ...path: (string | number)[]) =>
        context.addIssue({ code: 'custom', path: ['cases', index, 'measured', ...path], message });
      if (all.length !== sides.length)
        issue(`are ${all.length} where there are ${sides.length} sides`);
      for (const [at, { milliseconds, tokens = Infinity, realTokens = 0 }] of all.entries()) {
        if (milliseconds.length !== all[0]?.milliseconds.length)
          issue('has another number of rounds than the first side', at, 'milliseconds');
        if (realTokens > tokens)
          issue('is more than "tokens", which has the padding too', at, 'realTokens');
      }
    }
  });

/** The loss at every step, from one adapter and the same batches, of ours (the first side and its namesakes) and of the other. */
const losses = z
  .strictObject({
    ...measurement,
    kind: z.literal('losses'),
    setting: z.strictObject({
      ...adapter,
      model: text,
      batch: whole,
      steps: whole,
      /** The learning rate, the same at every step. */
      rate: positive,
      rows: whole,
      data: text,
      seed: z.int().nonnegative(),
    }),
    sides: z
      .array(z.strictObject({ ...side, losses: z.array(z.number()) }))
      .min(1, 'no side at all'),
  })
  .superRefine(({ setting: { steps }, sides }, context) => {
    for (const [index, { losses }] of sides.entries())
      if (losses.length !== steps) {
        const message = `has ${losses.length} steps where "setting.steps" says ${steps}`;
        context.addIssue({ code: 'custom', path: ['sides', index, 'losses'], message });
      }
  });

/** A record of times and memory or of losses, distinguished by `kind`. */
export const benchRecord = z.discriminatedUnion('kind', [times, losses]);

/** The record in a measurement's JSON file. */
export const measuredRecord = z.discriminatedUnion('kind', [benchRecord, scores]);

/** Times of our implementation and of another. */
export type TimesRecord = z.infer<typeof times>;
/** The measurements of one case, one entry a side. */
export type MeasuredCase = TimesRecord['cases'][number];
/** The measurements of one side at one case. */
export type Measured = z.infer<typeof measured>;
/** The losses of the same steps in several precisions, for our implementation and another. */
export type LossesRecord = z.infer<typeof losses>;
/** A record that {@link benchRecord} accepts. */
export type BenchRecord = z.infer<typeof benchRecord>;
/** The names of its kinds. */
export type BenchKind = BenchRecord['kind'];
/** The records of one kind. */
export type RecordOf<Kind extends BenchKind> = Extract<BenchRecord, { kind: Kind }>;
/** A record that {@link measuredRecord} accepts. */
export type MeasuredRecord = z.infer<typeof measuredRecord>;
/** A dimension that a scaling measurement varies; see {@link axes}. */
export type Axis = (typeof axes)[number];
