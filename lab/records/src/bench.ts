import { z } from 'zod';
import { measurement } from './measurement.ts';
import { count, positive, text } from './run/fields.ts';
import { precision } from './precision.ts';
import { scores } from './scores.ts';

/** The timed passes of an operation: the forward pass alone, or with the gradients of its inputs. */
export const passes = ['forward', 'gradient'] as const;

const adapter = { method: text, rank: count, alpha: positive };

/** The settings that all sides and cases of a record share, by kind of record. */
const settings = {
  step: {
    ...adapter,
    model: text,
    weights: z.enum(['pretrained', 'random']),
    batch: count,
    length: count,
    pass: z.enum(['train', 'forward']),
    dropout: z.enum(['off', 'own']),
    /** The tokens that our side sends through the last layer; a classifier reads only the first. */
    tokensThroughLastLayer: z.enum(['first', 'all']),
    threads: count,
  },
  /** One epoch on real rows; our side runs as shipped. */
  epoch: { ...adapter, model: text, rows: count, batch: count, epochs: z.literal(1), data: text },
  /** Single operations of diffusion models. */
  operations: { threads: count },
  /** The gradients of adapters on a denoiser. */
  denoiser: {
    method: text,
    rank: count,
    targets: z.array(text).min(1),
    /** The parameter counts of the model, which is random, and of the adapters. */
    parameters: count,
    trained: count,
    batch: count,
    /** A side of the square latents, in pixels. */
    side: count,
    /** The number of the text's tokens. */
    tokens: count,
    /** Whether both sides recompute blocks in the backward pass, and whether our side records the step as one graph. */
    recompute: z.boolean(),
    compiled: z.boolean(),
    threads: count,
    /** The threads of an operation on our side. */
    threadsPerOperation: count,
  },
  /** Merging an adapter into a copy of a checkpoint, from files to a file that is flushed to disk. */
  merge: {
    ...adapter,
    /** The checkpoint's square matrices, how many of them are adapted, and their number of rows. */
    matrices: count,
    adapted: count,
    width: count,
    /** The threads that each side uses. */
    threads: count,
  },
};

const side = {
  name: text,
  precision,
  /** The versions that it ran on. */
  versions: text,
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
  steps: count.optional(),
  tokens: count.optional(),
  realTokens: count.optional(),
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
    sides: z.array(z.strictObject({ ...side, padding: text.optional() })).min(2, 'no other side'),
    cases: z
      .array(
        z.strictObject({
          /** Unique in the record, such as "conv-64-320"; a record of one case has the case's own name. */
          case: text,
          /** "conv2d 3 × 3, 64², 320 → 320". */
          title: text.optional(),
          pass: z.enum(passes).optional(),
          /** One a side. */
          measured: z.array(measured),
        }),
      )
      .min(1, 'no case at all'),
  });

/** A record of times and memory, distinguished by `kind`. */
export const benchRecord = z
  .discriminatedUnion('kind', [
    timesOf('step'),
    timesOf('epoch'),
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

/** The record in a measurement's JSON file. */
export const measuredRecord = z.discriminatedUnion('kind', [benchRecord, scores]);

/** Times of our implementation and of another. */
export type BenchRecord = z.infer<typeof benchRecord>;
/** The measurements of one case, one entry a side. */
export type MeasuredCase = BenchRecord['cases'][number];
/** The measurements of one side at one case. */
export type Measured = z.infer<typeof measured>;
/** The names of its kinds. */
export type BenchKind = BenchRecord['kind'];
/** The records of one kind. */
export type RecordOf<Kind extends BenchKind> = Extract<BenchRecord, { kind: Kind }>;
/** A record that {@link measuredRecord} accepts. */
export type MeasuredRecord = z.infer<typeof measuredRecord>;
