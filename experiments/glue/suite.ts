import { openTask } from '@singlora/glue';
import { type GlueRunConfig, type GlueTask, type PaperModelName } from '@singlora/records';
import { inStages, type Context, type Experiment, type Session } from '@singlora/runner';
import { grouped } from '@singlora/tracking';
import { sharedByGlue } from './experiment.ts';
import { glueStage } from './plan.ts';
import {
  firstPlan,
  firstPreset,
  ofTask,
  plannedPresets,
  standsFor,
  suiteSettings,
  type SuiteSettings,
} from './planned-settings.ts';
import { glueSettingsOf, taskOfRun } from './run-config.ts';
import { openModel, type TaskSession } from './session.ts';
import { usualGlueFlags, type GlueSettings } from './settings.ts';

/** Fine-tunes adapters on several GLUE tasks by a plan that was declared before any of its runs. */
export const glueSuite: Experiment<SuiteSettings, GlueRunConfig> = {
  ...sharedByGlue,
  name: 'glue',
  description:
    'Answers by a plan (plan.md) how SingLoRA compares with other adapters, over six GLUE tasks and QQP; the presets are its designs.',
  settings: suiteSettings,
  presets: {
    ...plannedPresets,
    smoke: {
      ...firstPreset,
      tasks: ['mnli', 'rte'],
      methods: ['lora', 'singlora:16'],
      seeds: [0],
      search: {
        rates: [1e-3, 3e-3],
        seeds: [0],
        wider: false,
        holdoutRows: 32,
        trialRows: 'rest',
      },
      trainRows: 128,
      evalRows: 64,
      spareRows: 32,
      epochs: 1,
      maxSteps: 4,
    },
  },
  usual: { tasks: 'tasks', ...usualGlueFlags },
  settingsOf: (config, assets) => ({
    ...glueSettingsOf(config),
    tasks: [taskOfRun(config, assets)],
  }),
  defaultPreset: firstPlan,
  ...inStages((settings: SuiteSettings, preset) =>
    settings.tasks.map((name) => glueStage(openTask(name), ofTask(settings, name, preset), preset)),
  ),
  prepare: (settings, context) =>
    openTasks(
      settings.tasks.map((name) => ({
        paperModel: standsFor(settings.model),
        task: openTask(name),
        settings: ofTask(settings, name, firstPlan),
      })),
      context,
    ),
};

interface TaskOfModel {
  readonly paperModel: PaperModelName;
  readonly task: GlueTask;
  readonly settings: GlueSettings;
}

/** Opens a session for each task and model; only one of them has its model loaded. */
export async function openTasks(
  parts: readonly TaskOfModel[],
  context: Context,
): Promise<Session<GlueRunConfig>> {
  const models = new Map<string, Awaited<ReturnType<typeof openModel>>>();
  const sessions = new Map<string, TaskSession>();
  const keyOf = (model: string, task: string) => JSON.stringify([model, task]);
  for (const { paperModel, task, settings } of parts) {
    const { model } = settings;
    const open = models.get(model) ?? (await openModel(paperModel, settings, context));
    models.set(model, open);
    const key = keyOf(model, task.name);
    if (!sessions.has(key)) sessions.set(key, await open(task));
  }
  const of = ({ config: { model, task } }: { readonly config: GlueRunConfig }) =>
    sessions.get(keyOf(model, task)) as TaskSession;
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
    conclude: (finished) =>
      [...grouped(finished, of)]
        .flatMap(([session, own]) => session.conclude?.(own) ?? [])
        .join('\n') || undefined,
  };
}
