import { dreamBoothBaselines, dreamBoothRunFields, subjectRateSearch } from '@singlora/records';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { adapterSettings } from '../training/adapter.ts';
import { learningRates } from '../training/learning-rates.ts';
import { precisionSetting } from '../training/precision.ts';

// Fields that are lists here, since there are several runs, or that only their candidates know.
const {
  preset: _preset,
  className: _className,
  subject,
  purpose,
  search,
  seed,
  training,
  references,
  ...fields
} = dreamBoothRunFields;
const { learningRate, prior, ...trained } = training.unwrap().unwrap().shape;

const count = z.int().min(1);
const countOrNames = z.union([count.max(10_000), list(z.string())]);
const baselines = z.enum(Object.values(dreamBoothBaselines));
/** `--methods=`: none. */
const orNone = <Item extends z.ZodType>(items: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), z.union([items, z.tuple([])]));

/** Settings of DreamBooth runs: the fields of their records, some of which cover several runs. */
export const dreamBoothSettings = z.strictObject({
  ...fields,
  tokenizer: z
    .string()
    .optional()
    .describe("the folder of CLIP's tokenizer, for Stable Diffusion in one file"),
  subjects: countOrNames.describe(
    'the number of rendered subjects, or names of others, or all (except those of a search)',
  ),
  subject: subject.optional().describe('a folder with pictures of one subject of your own'),
  class: z.string().optional().describe('its class, as prompts name it: dog'),
  references: references.unwrap(),
  methods: orNone(list(z.string())).describe(
    'adapter methods, comma separated; METHOD:RANK for another rank than --rank, at the same alpha/r, METHOD@START for a start without a ramp',
  ),
  baselines: orNone(list(baselines)).describe(
    'baselines: none (the unchanged model, the floor), full (all weights trained)',
  ),
  adapter: adapterSettings,
  training: z.strictObject({ ...trained, prior: prior.unwrap() }),
  lr: learningRates,
  fullLr: learningRate.describe('learning rate of the baseline full'),
  search: subjectRateSearch.extend({
    subjects: countOrNames
      .nullable()
      .describe(
        'the subjects that --lr=search tries on, none of which has results: how many rendered ones, or names',
      ),
  }),
  trialPictures: count.describe('pictures of each prompt that score a trial of --lr=search'),
  seeds: list(seed).describe('seeds, comma separated'),
  classFolder: z
    .string()
    .optional()
    .describe("the folder of the class's pictures (default: in the project's cache)"),
  keepAdapters: z
    .int()
    .min(0)
    .describe('how many adapters of the last validations to keep beside the final one'),
  drawBatch: count.describe('pictures drawn at a time'),
  encoder: fields.encoder.optional(),
  precision: precisionSetting,
  faces: z
    .boolean()
    .describe('compare the faces of people, in pictures of 128 pixels a side and more: yes or no'),
  /** For the settings of one recorded run: its subject, its purpose and the search for its rate. */
  found: z
    .strictObject({ subject, purpose, search, learningRate: learningRate.nullable() })
    .optional(),
});

export type DreamBoothSettings = z.infer<typeof dreamBoothSettings>;

/** The flags that help shows, each with the path of its setting. */
export const usualDreamBoothFlags = {
  model: 'model',
  data: 'data',
  subjects: 'subjects',
  subject: 'subject',
  class: 'class',
  methods: 'methods',
  baselines: 'baselines',
  rank: 'adapter.r',
  alpha: 'adapter.lora_alpha',
  targets: 'adapter.target_modules',
  adapter: 'adapter',
  seeds: 'seeds',
  lr: 'lr',
  'search-subjects': 'search.subjects',
  steps: 'training.steps',
  'batch-size': 'training.batchSize',
  prior: 'training.prior.weight',
  'per-prompt': 'drawing.perPrompt',
  encoder: 'encoder',
  precision: 'precision',
} as const;
