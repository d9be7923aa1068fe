import {
  gluePlans,
  paperProtocol,
  tasks,
  type Candidate,
  type GluePlan,
  type GlueRunConfig,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { followAll, list, type Context, type Experiment, type Session } from '@singlora/runner';
import { z } from 'zod';
import { fitPrecision } from '../training/precision.ts';
import { followGlueRuns, planGlueRuns } from './plan.ts';
import { gluePresets } from './presets.ts';
import { openModel, type TaskSession } from './session.ts';
import { glueSettings, type GlueSettings } from './settings.ts';

const suiteSettings = glueSettings
  .extend({
    tasks: list(z.enum(Object.keys(tasks) as [TaskName, ...TaskName[]])).describe(
      'the GLUE tasks to run, comma separated',
    ),
  })
  .partial({ epochs: true, holdoutRows: true, spareRows: true });

type SuiteSettings = z.infer<typeof suiteSettings>;

const protocol = paperProtocol('roberta-base', 'mnli');
const { laptop } = gluePresets({ paper: protocol }) as { laptop: GlueSettings };

/** What is the same on every task, where no plan says it. */
const { trainRows: _rows, evalRows: _scored, epochs, holdoutRows, spareRows, ...common } = laptop;
/** A task that is in no plan. */
const unplanned: PlannedTask = { trainRows: 'all', epochs, holdoutRows, spareRows };

/** METHOD, or METHOD:RANK. */
const nameOf = ({ method, rank }: Candidate) =>
  rank === common.rank ? method : `${method}:${rank}`;

const settingsOf = (plan: GluePlan): SuiteSettings => ({
  ...common,
  tasks: Object.keys(plan.tasks) as TaskName[],
  model: plan.model,
  adaptLayers: plan.adaptLayers,
  methods: plan.candidates.map(nameOf),
  seeds: [...plan.seeds],
  lr: 'search',
  searchRates: [...plan.search.rates],
  searchSeeds: [...plan.search.seeds],
  ...(plan.search.trialRows === 'rest' ? {} : { trialRows: plan.search.trialRows }),
  searchWider: true,
  batchSize: plan.batchSize,
  precision: plan.precision,
  // As in the paper's protocol.
  head: 'output',
});

const plans: Readonly<Record<string, GluePlan>> = gluePlans;
const presets = Object.fromEntries(
  Object.entries(plans).map(([name, plan]) => [name, settingsOf(plan)] as const),
);
const [[defaultPreset, first]] = Object.entries(presets) as [[string, SuiteSettings]];

/** The settings of one task's runs: what no flag says is as the preset's plan has it. */
function ofTask(
  { tasks: _, trainRows, ...settings }: SuiteSettings,
  name: TaskName,
  preset: string,
): GlueSettings {
  const planned = (plans[preset] ?? plans[defaultPreset])?.tasks[name] ?? unplanned;
  const rows = trainRows ?? planned.trainRows;
  return {
    ...settings,
    epochs: settings.epochs ?? planned.epochs,
    holdoutRows: settings.holdoutRows ?? planned.holdoutRows,
    spareRows: settings.spareRows ?? planned.spareRows,
    ...(rows === 'all' ? {} : { trainRows: rows }),
  };
}

/** Fine-tunes adapters on several GLUE tasks as a plan says that was made before any of its runs. */
export const glueSuite: Experiment<SuiteSettings, GlueRunConfig> = {
  name: 'glue',
  description:
    'Answers by a plan (plan.md) how SingLoRA compares with other adapters, over six GLUE tasks; the presets are its designs.',
  settings: suiteSettings,
  presets: {
    ...presets,
    smoke: {
      ...first,
      tasks: ['mnli', 'rte'],
      methods: ['lora', 'singlora:16'],
      seeds: [0],
      searchRates: [1e-3, 3e-3],
      searchSeeds: [0],
      searchWider: false,
      trainRows: 128,
      evalRows: 64,
      holdoutRows: 32,
      spareRows: 32,
      epochs: 1,
      maxSteps: 4,
    },
  },
  defaultPreset,
  checkpoints: true,
  plan: (settings, preset) =>
    settings.tasks.flatMap((name) =>
      planGlueRuns(tasks[name], ofTask(settings, name, preset), preset),
    ),
  follow: (settings, preset) =>
    followAll(
      settings.tasks.map((name) => {
        const own = ofTask(settings, name, preset);
        return {
          runs: planGlueRuns(tasks[name], own, preset),
          follow: followGlueRuns(tasks[name], own, preset),
        };
      }),
    ),
  fit: fitPrecision,
  prepare: (settings, context) => openSuite(settings, context),
};

/** A session for each task; of all only one has its model loaded. */
async function openSuite(
  settings: SuiteSettings,
  context: Context,
): Promise<Session<GlueRunConfig>> {
  const openTask = await openModel(protocol.model, { ...laptop, ...settings }, context);
  const sessions = new Map<string, TaskSession>();
  for (const name of settings.tasks) sessions.set(name, await openTask(tasks[name]));
  const of = ({ config }: { readonly config: GlueRunConfig }) =>
    sessions.get(config.task) as TaskSession;
  let last: TaskSession | undefined;
  return {
    backend: [...sessions.values()][0]?.backend ?? '',
    assets: [],
    assetsOf: (plan) => of(plan).assets,
    run(plan, run, context) {
      const session = of(plan);
      if (session !== last) last?.release();
      last = session;
      return session.run(plan, run, context);
    },
    stepsOf: (plan) => of(plan).stepsOf?.(plan) ?? NaN,
    describe: (summary, plan) => of(plan).describe(summary, plan),
  };
}
