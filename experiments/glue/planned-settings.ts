import {
  gluePlans,
  paperProtocol,
  plannedTraining,
  type Candidate,
  type GluePlan,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { list } from '@singlora/runner';
import type { z } from 'zod';
import { gluePresets } from './presets.ts';
import { glueSettings, type GlueSettings } from './settings.ts';
import { taskSetting } from './task-setting.ts';

/** The settings of several tasks; a flag counts for all of them. */
export const suiteSettings = glueSettings
  .extend({
    tasks: list(taskSetting).describe(
      'the tasks to run, comma separated: of GLUE, or .json files that describe your own',
    ),
  })
  .partial({ epochs: true, holdoutRows: true, spareRows: true });

export type SuiteSettings = z.infer<typeof suiteSettings>;

const { laptop } = gluePresets({
  paper: paperProtocol('roberta-base', 'mnli'),
}) as { laptop: GlueSettings };

/** What is the same on every task, where no plan says it. */
const { trainRows: _rows, evalRows: _scored, epochs, holdoutRows, spareRows, ...common } = laptop;
/** A task that is in no plan. */
const unplanned: PlannedTask = { trainRows: 'all', epochs, holdoutRows, spareRows };

/** METHOD, or METHOD:RANK. */
const nameOf = ({ method, rank }: Candidate) =>
  rank === common.rank ? method : `${method}:${rank}`;

const settingsOf = (plan: GluePlan): SuiteSettings => ({
  ...common,
  tasks: Object.keys(plan.tasks),
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
  head: plannedTraining.head,
});

const plans: Readonly<Record<string, GluePlan>> = gluePlans;
/** A preset for each plan. */
export const plannedPresets = Object.fromEntries(
  Object.entries(plans).map(([name, plan]) => [name, settingsOf(plan)] as const),
);
/** The name of the plan that answers, and its preset. */
export const [[firstPlan, firstPreset]] = Object.entries(plannedPresets) as [
  [string, SuiteSettings],
];

/** The settings of one task's runs: what no flag says is as the preset's plan has it. */
export function ofTask(
  { tasks: _, trainRows, ...settings }: SuiteSettings,
  name: string,
  preset: string,
): GlueSettings {
  const planned = (plans[preset] ?? plans[firstPlan])?.tasks[name as TaskName] ?? unplanned;
  const rows = trainRows ?? planned.trainRows;
  return {
    ...settings,
    epochs: settings.epochs ?? planned.epochs,
    holdoutRows: settings.holdoutRows ?? planned.holdoutRows,
    spareRows: settings.spareRows ?? planned.spareRows,
    ...(rows === 'all' ? {} : { trainRows: rows }),
  };
}
