import { z } from 'zod';
import { precision } from '../precision.ts';
import { recordedRamp } from '../ramp.ts';
import { recordedStart } from '../start.ts';
import { versioned, withFields, type Migration } from '../versioned.ts';

const text = z.string().min(1);
const whole = z.int().min(0);
const number = z.number();
const texts = z.array(text).readonly();

/** The trials that a run's learning rate was chosen by; the same for every method. */
const rateSearch = z
  .strictObject({
    rates: z.array(number).readonly(),
    seeds: z.array(whole).readonly(),
    /** split off the training rows, to score the trials on */
    holdoutRows: whole,
    /** that a trial trains on */
    trialRows: z.union([whole, z.literal('rest')]),
    /** whether rates beyond these were tried for every method, while a method's best was the lowest or highest tried */
    wider: z.boolean(),
  })
  .readonly();

/** Which rates and seeds a search tried, on how many rows; see {@link glueRunConfig}. */
export type RateSearch = z.infer<typeof rateSearch>;

/** How a pair of texts becomes tokens. */
const template = z.enum(['pair', 'lines']);

/** `pair`: the tokenizer's own layout of two texts. `lines`: one text, with a line break between the two. */
export type TemplateName = z.infer<typeof template>;

const config = z
  .strictObject({
    version: z.literal(1),
    task: text,
    objective: z.enum(['classification', 'regression']),
    /** the first is the headline */
    metrics: texts,
    /** a trial scores rows held out of the training rows, never dev rows */
    purpose: z.enum(['result', 'trial']),
    /** how the learning rate was found; null: it was given */
    search: rateSearch.nullable(),
    preset: text,
    model: text,
    method: text,
    rank: whole,
    alpha: number,
    targets: z.union([texts, z.literal('default')]),
    /** how many of the last layers have adapters */
    adaptLayers: z.union([whole, z.literal('all')]),
    /** null for methods without a ramp */
    ramp: recordedRamp.nullable(),
    init: recordedStart.nullable(),
    /** B's rate over A's, where the method has two */
    lrRatio: number.nullable(),
    adapterDropout: number,
    learningRate: number,
    batchSize: whole,
    /** whether rows of similar length share a batch, or all are in plain random order */
    batches: z.enum(['grouped', 'shuffled']),
    epochs: whole,
    maxSteps: whole.nullable(),
    template,
    maxLength: whole,
    trainRows: z.union([whole, z.literal('all')]),
    evalRows: z.union([whole, z.literal('all')]),
    /** training rows that are set apart to score on beside the dev rows */
    spareRows: whole,
    splits: z.union([texts, z.literal('all')]),
    submission: z.boolean(),
    seed: whole,
    /** the model's; `model`: what its own configuration says */
    dropout: z.union([number, z.literal('model')]),
    /** what of it is trained: all its layers, or the one whose outputs are the logits */
    head: z.enum(['whole', 'output']),
    weightDecay: number,
    betas: z.tuple([number, number]).readonly(),
    epsilon: number,
    schedule: z.enum(['linear', 'constant']),
    warmupSteps: whole,
    maxGradNorm: number,
    recompute: z.boolean(),
    /** of the products with frozen weights */
    precision,
    microBatchSize: whole.nullable(),
  })
  .readonly();

const first: Migration = {
  changed: 'All is written that was one thing only: layers, head, batches, precision, spare rows',
  next: ({ search, ...old }) => ({
    adaptLayers: 'all',
    batches: 'grouped',
    head: 'whole',
    precision: 'float32',
    spareRows: 0,
    ...old,
    search: withFields(search, { wider: false }),
  }),
};

/** One GLUE run, resolved: what its record keeps and its identity is made of. */
export const glueRunConfig = versioned(config, [first]);

/** Every setting of one GLUE run, those that the preset left open filled in. */
export type GlueRunConfig = z.infer<typeof glueRunConfig>;
