import { glueRunFields, rateSearch, tasks } from '@singlora/records';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { adapterSettings } from '../training/adapter.ts';
import { learningRates } from '../training/learning-rates.ts';
import { precisionSetting } from '../training/precision.ts';

// Fields that belong to a task, or that are lists here since there are several runs.
const {
  task: _task,
  objective: _objective,
  metrics: _metrics,
  preset: _preset,
  purpose,
  search,
  learningRate,
  seed,
  ...fields
} = glueRunFields;

/** Settings of a GLUE task's runs: the fields of their records, some of which cover several runs. */
export const glueSettings = z.strictObject({
  ...fields,
  adapter: adapterSettings,
  precision: precisionSetting,
  methods: list(z.string()).describe(
    'adapter methods, comma separated; METHOD:RANK for another rank than --rank, at the same alpha/r, METHOD@START for a start without a ramp',
  ),
  seeds: list(seed).describe('seeds, comma separated'),
  lr: learningRates,
  search: rateSearch,
  data: z
    .string()
    .optional()
    .describe('a folder with the rows (Hub parquet, GLUE TSV or JSONL layout)'),
  /** For the settings of one recorded run: its purpose and the search for its rate. */
  found: z.strictObject({ learningRate, purpose, search }).optional(),
});

export type GlueSettings = z.infer<typeof glueSettings>;

/** Some of the settings, and some of the adapter's and the search's. */
export type GlueChanges = Partial<Omit<GlueSettings, 'adapter' | 'search'>> & {
  readonly adapter?: Partial<GlueSettings['adapter']>;
  readonly search?: Partial<GlueSettings['search']>;
};

/** The same settings with these changes. */
export const withChanges = <Settings extends Pick<GlueSettings, 'adapter' | 'search'>>(
  settings: Settings,
  { adapter, search, ...changes }: GlueChanges,
): Settings => ({
  ...settings,
  ...changes,
  adapter: { ...settings.adapter, ...adapter },
  search: { ...settings.search, ...search },
});

/** The flags that help shows, each with the path of its setting. */
export const usualGlueFlags = {
  model: 'model',
  data: 'data',
  methods: 'methods',
  rank: 'adapter.r',
  alpha: 'adapter.lora_alpha',
  targets: 'adapter.target_modules',
  adapter: 'adapter',
  'adapt-layers': 'adaptLayers',
  seeds: 'seeds',
  lr: 'lr',
  epochs: 'epochs',
  'max-steps': 'maxSteps',
  'batch-size': 'batchSize',
  'train-rows': 'trainRows',
  'eval-rows': 'evalRows',
  precision: 'precision',
} as const;

/** A flag for a task. */
export const taskSetting = z
  .string()
  .describe(
    `a task of GLUE (${Object.keys(tasks).join(', ')}), or the .json file that describes your own`,
  );
