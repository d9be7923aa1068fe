import { z } from 'zod';
import { precision } from '../precision.ts';
import { recordedAdapter } from '../run/adapter.ts';
import { count, countOrAll, rates, seeds, text, texts, whole } from '../run/fields.ts';
import { adapterTrainingFields } from '../run/training.ts';
import { recordVersion } from '../version.ts';

/** The trials that chose a run's learning rate; the same for every method. */
export const rateSearch = z.strictObject({
  rates: rates.describe('the rates that --lr=search tries for every method'),
  seeds: seeds.describe('the seeds that --lr=search tries each rate with'),
  holdoutRows: count.describe('training rows held out of the trials of --lr=search to score them'),
  trialRows: z
    .union([count, z.literal('rest')])
    .describe('training rows of a trial of --lr=search; rest: all that are not held out'),
  wider: z
    .boolean()
    .describe(
      "whether --lr=search tries rates beyond these for every method, while a method's best is the lowest or highest: yes or no",
    ),
});

const template = z
  .enum(['pair', 'lines'])
  .describe(
    "how a pair of texts becomes tokens: pair (the tokenizer's own layout of two), lines (one text, a line break between)",
  );

/** `pair`: the tokenizer's own layout of two texts. `lines`: one text, with a line break between the two. */
export type TemplateName = z.infer<typeof template>;

/** The fields of a run of a GLUE task; the experiments' flags are these. */
export const glueRunFields = {
  task: text.describe('the GLUE task to run on'),
  objective: z.enum(['classification', 'regression']),
  /** the first is the headline */
  metrics: texts,
  /** a trial scores held-out training rows, never dev rows */
  purpose: z.enum(['result', 'trial']),
  /** how the learning rate was found; null: it was given */
  search: rateSearch.readonly().nullable(),
  preset: text,
  model: text.describe('a model of the Hugging Face Hub, a folder with its files, or a .gguf'),
  adapter: recordedAdapter,
  adaptLayers: countOrAll.describe(
    'layers to adapt: all, or how many of the last; the output of the others is then computed once per row and cached',
  ),
  ...adapterTrainingFields,
  batches: z
    .enum(['grouped', 'shuffled'])
    .describe('how rows come into batches: grouped by length (less padding), or plainly shuffled'),
  epochs: count.describe('passes over the training rows'),
  maxSteps: count.nullable().describe('stop after this many steps'),
  template,
  maxLength: count.describe('maximum tokens per row; longer rows are truncated'),
  trainRows: countOrAll.describe('train on a seeded sample of this many rows, or all'),
  evalRows: countOrAll.describe(
    'evaluate on a fixed sample of this many rows of each split, or all',
  ),
  spareRows: whole.describe(
    'training rows to set apart and score on beside the dev rows; never trained or searched on',
  ),
  spareBy: z
    .enum(['row', 'text'])
    .describe(
      'how spare rows are set apart: text (no sentence, premise, paragraph or phrase of theirs is in a trained row), row (other rows, before any is trained on)',
    ),
  splits: z
    .union([texts, z.literal('all')])
    .describe('dev splits to score; all: those that the rows come with'),
  submission: z
    .boolean()
    .describe("predict the test rows too, in GLUE's submission format: yes or no"),
  seed: whole,
  dropout: z
    .union([z.number().min(0).max(0.9), z.literal('model')], 'say a rate up to 0.9, or model')
    .describe("the model's dropout while training; model: what its own configuration says"),
  head: z
    .enum(['whole', 'output'])
    .describe(
      "the head's trained layers: all (whole), or its output layer alone; a RoBERTa's has a layer below",
    ),
  precision,
};

/** The resolved configuration of one GLUE run: what its record keeps and its identity is computed from. */
export const glueRunConfig = z
  .strictObject({ version: recordVersion(3), ...glueRunFields })
  .readonly();

/** Every setting of one GLUE run, including those that the preset left open. */
export type GlueRunConfig = z.infer<typeof glueRunConfig>;
