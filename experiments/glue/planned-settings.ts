import {
  gluePlans,
  paperProtocol,
  plannedTraining,
  rateSearch,
  type Candidate,
  type GluePlan,
  type PaperModelName,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { list } from '@singlora/runner';
import type { z } from 'zod';
import { gluePresets } from './presets.ts';
import { glueSettings, type GlueSettings, taskSetting } from './settings.ts';

/** The settings of several tasks; a flag applies to all of them. */
export const suiteSettings = glueSettings
  .extend({
    tasks: list(taskSetting).describe(
      'the tasks to run, comma separated: of GLUE, or .json files that describe your own',
    ),
    search: rateSearch.partial({ holdoutRows: true }),
  })
  .partial({ epochs: true, spareRows: true, trainRows: true });

export type SuiteSettings = z.infer<typeof suiteSettings>;

const { laptop } = gluePresets(paperProtocol('roberta-base', 'mnli'));

/** The settings shared by all tasks, where no plan gives them. */
const { trainRows: _rows, epochs, spareRows, search, ...common } = laptop;
/** The plan of a task that is in no plan. */
const unplanned: PlannedTask = {
  trainRows: 'all',
  epochs,
  spareRows,
  holdoutRows: search.holdoutRows,
};

const { holdoutRows: _own, ...searched } = search;

/** METHOD, METHOD:RANK or METHOD@START. */
export const candidateName = ({ method, rank, start }: Candidate) =>
  `${method}${start ? `@${start.dist}` : ''}${rank === common.adapter.r ? '' : `:${rank}`}`;

export const plannedSettingsOf = (plan: GluePlan): SuiteSettings => ({
  ...common,
  tasks: Object.keys(plan.tasks),
  methods: plan.candidates.map(candidateName),
  seeds: [...plan.seeds],
  lr: 'search',
  search: { ...searched, ...plan.search },
  evalRows: 'all',
  head: plannedTraining.head,
  model: plan.model,
  adaptLayers: plan.adaptLayers,
  adapter: { ...common.adapter, ...(plan.targets && { target_modules: [...plan.targets] }) },
  spareBy: plan.spareBy ?? common.spareBy,
  batchSize: plan.batchSize,
  precision: plan.precision,
});

const plans: Readonly<Record<string, GluePlan>> = gluePlans;
export const plannedPresets = Object.fromEntries(
  Object.entries(plans).map(([name, plan]) => [name, plannedSettingsOf(plan)] as const),
);
/** The paper's model that a plan's model stands in for; a model without a plan stands in for the first. */
export const standsFor = (model: string): PaperModelName =>
  Object.values(plans).find((plan) => plan.model === model)?.standsFor ?? 'roberta-base';

/** The name of the plan that answers the main question, and its preset. */
export const [[firstPlan, firstPreset]] = Object.entries(plannedPresets) as [
  [string, SuiteSettings],
];

/** The settings of one task's runs; the preset's plan sets what flags leave open. */
export function ofTask(
  { tasks: _, search, ...settings }: SuiteSettings,
  name: string,
  preset: string,
): GlueSettings {
  const planned = (plans[preset] ?? plans[firstPlan])?.tasks[name as TaskName] ?? unplanned;
  return {
    ...settings,
    epochs: settings.epochs ?? planned.epochs,
    trainRows: settings.trainRows ?? planned.trainRows,
    spareRows: settings.spareRows ?? planned.spareRows,
    search: { ...search, holdoutRows: search.holdoutRows ?? planned.holdoutRows },
  };
}
