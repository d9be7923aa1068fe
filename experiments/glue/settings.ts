import { templates } from '@singlora/glue';
import type { TemplateName } from '@singlora/records';
import { z } from 'zod';
import { list } from '@singlora/runner';
import { learningRates } from '../training/learning-rates.ts';
import { methodSettings } from '../training/method-settings.ts';
import { precisionSetting } from '../training/precision.ts';

const positive = () => z.coerce.number().positive();
const count = () => z.coerce.number().int().positive();
const seeds = () => list(z.coerce.number().int().nonnegative());
const yesOrNo = () => z.union([z.boolean(), z.stringbool()], 'say yes or no');

/** `all`, or `top:K`: how many of the last layers. */
const layersToAdapt = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/^top:(?=\d+$)/, '') : value),
  z.union([z.literal('all'), count()], 'say all, or top:K, such as top:2'),
);

/** Every setting of a GLUE fine-tuning experiment; the keys are the command-line flags. */
export const glueSettings = z.strictObject({
  model: z
    .string()
    .describe('a model of the Hugging Face Hub, a folder with its files, or a .gguf'),
  methods: list(z.string()).describe(
    'adapter methods, comma separated; METHOD:RANK for another rank than --rank, at the same alpha/r',
  ),
  seeds: seeds().describe('seeds, comma separated'),
  lr: learningRates.describe(
    'learning rate: one for all (1e-3), one a method (lora=4e-4,singlora=1e-3), or search',
  ),
  searchRates: list(positive()).describe('the rates that --lr=search tries for every method'),
  searchSeeds: seeds().describe('the seeds that --lr=search tries each rate with'),
  searchWider: yesOrNo().describe(
    "whether --lr=search tries rates beyond these for every method, while a method's best is the lowest or highest: yes or no",
  ),
  holdoutRows: count().describe(
    'training rows held out of the trials of --lr=search to score them',
  ),
  trialRows: count()
    .optional()
    .describe('training rows of a trial of --lr=search (default: all that are not held out)'),
  rank: count().describe('adapter rank r'),
  alpha: positive().describe('adapter alpha; the update is scaled by alpha/r'),
  targets: list(z.string())
    .optional()
    .describe("modules to adapt (default: the architecture's own)"),
  adaptLayers: layersToAdapt.describe(
    'layers to adapt: all, or top:K for the last K; what the others give is then computed once a row and kept',
  ),
  ...methodSettings,
  adapterDropout: z.coerce.number().min(0).lt(1).describe("dropout of the adapter's own input"),
  epochs: count().describe('passes over the training rows'),
  maxSteps: count().optional().describe('stop after this many steps'),
  batchSize: count().describe('examples a step'),
  batches: z
    .enum(['grouped', 'shuffled'])
    .describe('how rows come into batches: grouped by length (less padding), or plainly shuffled'),
  microBatchSize: count()
    .optional()
    .describe('examples at a time within a step, to save memory (default: all of them)'),
  template: z
    .enum(Object.keys(templates) as [TemplateName])
    .describe(`how a pair of texts becomes tokens: ${Object.keys(templates).join(', ')}`),
  maxLength: count().describe('tokens a row; longer rows are truncated'),
  trainRows: count()
    .optional()
    .describe('train on a seeded sample of this many rows (default: all)'),
  evalRows: count()
    .optional()
    .describe('evaluate on a fixed sample of this many rows of each split (default: all)'),
  spareRows: z.coerce
    .number()
    .int()
    .nonnegative()
    .describe(
      'training rows to set apart and score on beside the dev rows; never trained or searched on',
    ),
  splits: list(z.string())
    .optional()
    .describe('dev splits to score (default: all that the rows come with)'),
  submission: yesOrNo().describe(
    "predict the test rows too, in GLUE's submission format: yes or no",
  ),
  dropout: z
    .union(
      [z.literal('model'), z.coerce.number().min(0).max(0.9)],
      'say a rate below 0.9, or model',
    )
    .describe("the model's dropout while training; model: what its own configuration says"),
  head: z
    .enum(['whole', 'output'])
    .describe(
      "what of the head is trained: whole, or its output layer alone; a RoBERTa's has a layer below",
    ),
  weightDecay: z.coerce.number().min(0).describe('decoupled weight decay'),
  beta1: z.coerce.number().min(0).lt(1).describe("AdamW's beta 1"),
  beta2: z.coerce.number().min(0).lt(1).describe("AdamW's beta 2"),
  epsilon: positive().describe("AdamW's epsilon"),
  schedule: z
    .enum(['linear', 'constant'])
    .describe('learning-rate schedule: linear (to zero) or constant'),
  warmupSteps: z.coerce.number().int().nonnegative().describe('steps of linear warm-up'),
  maxGradNorm: positive().describe('clip the gradient to this global norm'),
  precision: precisionSetting,
  recompute: yesOrNo().describe(
    'keep only the input of each layer and run it again in the backward pass, to save memory: yes or no',
  ),
  data: z
    .string()
    .optional()
    .describe('a folder with the rows (Hub parquet, GLUE TSV or JSONL layout)'),
});

export type GlueSettings = z.infer<typeof glueSettings>;
