import { openTask } from '@singlora/glue';
import { glueRunConfig, type GlueRunConfig, type PaperModelName } from '@singlora/records';
import { followAll, type Context, type Experiment, type Session } from '@singlora/runner';
import { settleAdapter } from '../training/adapter.ts';
import { fitPrecision } from '../training/precision.ts';
import { followGlueRuns, planGlueRuns } from './plan.ts';
import {
  firstPlan,
  firstPreset,
  ofTask,
  plannedPresets,
  suiteSettings,
  type SuiteSettings,
} from './planned-settings.ts';
import { settingsOf } from './run-config.ts';
import { openModel, type TaskSession } from './session.ts';
import { usualFlags } from './settings.ts';

/** Whose place others take. */
const paperModel: PaperModelName = 'roberta-base';

/** Fine-tunes adapters on several GLUE tasks as a plan says that was made before any of its runs. */
export const glueSuite: Experiment<SuiteSettings, GlueRunConfig> = {
  name: 'glue',
  description:
    'Answers by a plan (plan.md) how SingLoRA compares with other adapters, over six GLUE tasks; the presets are its designs.',
  settings: suiteSettings,
  presets: {
    ...plannedPresets,
    smoke: {
      ...firstPreset,
      tasks: ['mnli', 'rte'],
      methods: ['lora', 'singlora:16'],
      seeds: [0],
      search: {
        ...{ rates: [1e-3, 3e-3], seeds: [0], wider: false },
        ...{ holdoutRows: 32, trialRows: 'rest' },
      },
      trainRows: 128,
      evalRows: 64,
      spareRows: 32,
      epochs: 1,
      maxSteps: 4,
    },
  },
  usual: { tasks: 'tasks', ...usualFlags },
  config: glueRunConfig,
  settingsOf: (config) => ({ ...settingsOf(config), tasks: [config.task] }),
  settle: settleAdapter,
  defaultPreset: firstPlan,
  checkpoints: true,
  plan: (settings, preset) =>
    settings.tasks.flatMap((name) =>
      planGlueRuns(openTask(name), ofTask(settings, name, preset), preset),
    ),
  follow: (settings, preset) =>
    followAll(
      settings.tasks.map((name) => {
        const own = ofTask(settings, name, preset);
        return {
          runs: planGlueRuns(openTask(name), own, preset),
          follow: followGlueRuns(openTask(name), own, preset),
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
  const open = await openModel(paperModel, settings, context);
  const sessions = new Map<string, TaskSession>();
  for (const task of settings.tasks.map(openTask)) sessions.set(task.name, await open(task));
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
