import type { Candidate, GluePlan, GluePlanName, PlannedTask, TaskName } from '@singlora/records';
import { groupBy, valueIn } from '@singlora/reporting';
import type { GlueRun } from '../run.ts';
import { searchesOf } from '../search.ts';
import { settingsOf, type Setting, type Variant } from '../setting.ts';
import { departureOf } from './departure.ts';
import { searchProblem } from './search-problem.ts';

/** The experiment whose presets are the plans. */
export const planExperiment = 'glue';

/** What is recorded of one task of a plan. */
export interface TaskRuns {
  readonly task: TaskName;
  readonly planned: PlannedTask;
  /** Of the runs that count; undefined while none has a score. */
  readonly setting?: Setting;
  /** The runs of a candidate, by seed; undefined while there is none. */
  readonly variantOf: (candidate: Candidate) => Variant | undefined;
  /** What the recorded search for a candidate's rate lacks; undefined where it is as planned. */
  readonly searchProblem: (candidate: Candidate) => string | undefined;
}

/** The runs of a plan, and what was recorded under its name without being as planned. */
export interface PlannedRuns {
  readonly tasks: readonly TaskRuns[];
  /** All under the plan's name, trials and unfinished ones included. */
  readonly all: readonly GlueRun[];
  /** Why finished results do not count, each with their number. */
  readonly departures: ReadonlyMap<string, number>;
}

/** The plan's runs among all; newest first, as they are given. */
export function plannedRuns(
  name: GluePlanName,
  plan: GluePlan,
  runs: readonly GlueRun[],
): PlannedRuns {
  const all = runs.filter(
    ({ record: { experiment, config } }) =>
      experiment === planExperiment && config['preset'] === name,
  );
  const departures = new Map<string, number>();
  const depart = (why: string) => departures.set(why, (departures.get(why) ?? 0) + 1);
  const results = all.filter(
    ({ purpose, score, diverged }) => purpose === 'result' && (score !== undefined || diverged),
  );
  const trials = all.filter(({ purpose }) => purpose === 'trial');
  const planned = Object.entries(plan.tasks) as [TaskName, PlannedTask][];
  const known = new Set<string>(planned.map(([task]) => task));
  for (const { task } of results) if (!known.has(task)) depart(`the task ${task}`);
  return {
    all,
    departures,
    tasks: planned.map(([task, rows]) => {
      const own = results.filter((run) => {
        if (run.task !== task) return false;
        const why = departureOf(plan, task, rows, run);
        if (why !== undefined) depart(why);
        return why === undefined;
      });
      return taskRuns({ plan, task, planned: rows, own, trials }, depart);
    }),
  };
}

/** What is recorded of a task of a plan: the results that are as planned, newest first, and the trials. */
interface RecordedTask extends Pick<TaskRuns, 'task' | 'planned'> {
  readonly plan: GluePlan;
  readonly own: readonly GlueRun[];
  readonly trials: readonly GlueRun[];
}

/**
 * What counts of a task's runs: all that share rows, model, search and training with the newest, and of a candidate
 * those that differ from its newest by nothing but the seed. So a plan that was run again answers anew, and no score
 * has a say in which runs count.
 */
function taskRuns(
  { plan, task, planned, own, trials }: RecordedTask,
  depart: (why: string) => void,
): TaskRuns {
  const bySearch = groupBy(own, ({ record }) => valueIn(record.config, 'search'));
  const settings = settingsOf(bySearch[0] ?? []);
  const age = new Map(own.map(({ record }, index) => [record.id, index]));
  const ageOf = ({ runs }: Pick<Setting | Variant, 'runs'>) =>
    Math.min(...runs.map(({ record }) => age.get(record.id) ?? Infinity));
  const [setting] = settings.toSorted((a, b) => ageOf(a) - ageOf(b));
  if (!setting)
    return { task, planned, variantOf: () => undefined, searchProblem: () => undefined };
  const newest = groupBy(setting.variants, ({ method, config }) => [
    method,
    valueIn(config, 'rank'),
  ]).flatMap((group) => group.toSorted((a, b) => ageOf(a) - ageOf(b)).slice(0, 1));
  const variants = setting.variants.filter((variant) => newest.includes(variant));
  const runs = variants.flatMap((variant) => variant.runs);
  for (let older = runs.length; older < own.length; older++) depart('older than those that count');
  const counted = { ...setting, variants, runs };
  const searches = searchesOf(counted, trials);
  const variantOf = ({ method, rank }: Candidate) =>
    variants.find((one) => one.method === method && valueIn(one.config, 'rank') === rank);
  return {
    task,
    planned,
    setting: counted,
    variantOf,
    searchProblem(candidate) {
      const variant = variantOf(candidate);
      return (
        variant &&
        searchProblem(
          plan,
          searches.find((one) => one.variant === variant),
        )
      );
    },
  };
}
