import {
  type GlueJudged,
  glueOutcomes,
  type GlueSetting,
  glueSettingsIn,
  judgedByPlans,
  ownFirst,
  shownOf,
  unplannedGlue,
} from '@singlora/comparison';
import { distinctBy } from '@singlora/reporting';
import { taskOrder } from '@singlora/records';
import type { AdmittedRuns } from '../sources.ts';
import { glueClaims } from './claims.ts';

export function pageDataOf({
  runs: recorded,
  admitted: { runs, otherVersions },
  limits,
}: AdmittedRuns) {
  const plans = glueOutcomes(runs);
  const planned = plans.flatMap(({ measures }) => measures.flatMap(({ setting }) => setting ?? []));
  const counted = new Set(planned.flatMap((one) => one.runs.map(({ record }) => record.id)));
  const rest = runs.filter(
    ({ purpose, record }) => purpose === 'result' && !counted.has(record.id),
  );
  const settings = [...planned, ...ownFirst(glueSettingsIn(rest))];
  const inOrder = settings.toSorted((a, b) => taskOrder(a.task) - taskOrder(b.task));
  const first = new Set(distinctBy(settings, ({ task, model }) => [task, model]));
  const all = byTasks(inOrder.filter((setting) => first.has(setting)));
  const leading = all.slice(0, limits.settings);
  const judged = [
    ...judgedByPlans(plans),
    ...unplannedGlue(
      leading.filter((setting) => !planned.includes(setting)),
      limits.variants,
    ),
  ];
  const tasks = new Set(leading.map(({ task }) => task));
  return {
    recorded,
    runs,
    otherVersions,
    plans,
    /** The number of leading settings, where not all are included. */
    allLeading: all.length,
    /** The setting of each task and model: the first plan's, or the most relevant one; only these are compared. */
    ...shownParts(leading, judged, limits.variants),
    tasks: [...new Set(inOrder.map(({ task }) => task))].filter((task) => tasks.has(task)),
    others: inOrder.filter((setting) => !first.has(setting)),
    claims: glueClaims(leading, judged, plans),
  };
}

/** The shown parts of settings and of the comparisons within them. */
function shownParts(
  settings: readonly GlueSetting[],
  judged: readonly GlueJudged[],
  limit: number,
) {
  const shown = new Map(settings.map((setting) => [setting, shownOf(setting, limit)]));
  return {
    leading: [...shown.values()],
    judged: judged.flatMap((one) => {
      const setting = shown.get(one.setting) ?? one.setting;
      const isShown = [one.one, one.other].every((own) => setting.variants.includes(own));
      return isShown ? { ...one, setting } : [];
    }),
  };
}

/** Settings of the model with the most tasks on real rows first. */
function byTasks(settings: readonly GlueSetting[]): GlueSetting[] {
  const tasksOf = (of: GlueSetting) =>
    settings.filter(
      ({ model, rows, preset }) => model === of.model && rows === 'real' && preset !== 'smoke',
    ).length;
  return settings.toSorted((a, b) => tasksOf(b) - tasksOf(a));
}
