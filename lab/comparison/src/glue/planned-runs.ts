import {
  gluePlans,
  mechanismPlans,
  tableOf,
  tablePlans,
  taskTitle,
  type GluePlan,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { groupBy } from '@singlora/reporting/text';
import { noVerdict } from '../verdict.ts';
import type { GlueJudged } from './compare.ts';
import { departureOf, isOf } from './departure.ts';
import { answerOn, outcomeOf, type PlanOutcome, type PlannedTaskRuns } from './plan.ts';
import type { GlueRun } from './run.ts';
import { glueSearches } from './search.ts';
import { glueSettingsIn, type GlueSetting, type GlueVariant } from './setting.ts';

/** The experiment whose presets are the plans. */
export const planExperiment = 'glue';

/** The plans of the project's own question and of the paper's tables. */
const plans: Readonly<Record<string, GluePlan>> = { ...gluePlans, ...tablePlans };

/** The names of all plans, in the order declared. */
export const planNames = Object.keys(plans);

/** The command that makes a plan's runs, and resumes them after an interruption. */
export const planCommand = (name: string): string =>
  `npx nx run experiments:${tableOf(name) ?? `${planExperiment} --preset=${name}`}`;

/** A GLUE plan with its answers and its recorded runs. */
export interface GlueOutcome extends PlanOutcome {
  readonly name: string;
  readonly command: string;
  /** All runs under the plan's name, trials and unfinished ones included. */
  readonly all: readonly GlueRun[];
  /** The reasons why finished results do not count, with the number of results for each. */
  readonly departures: ReadonlyMap<string, number>;
}

/**
 * The outcome of every plan, in the order declared. Each plan reads only the runs under its own
 * name, given newest first.
 */
export const glueOutcomes = (runs: readonly GlueRun[]): GlueOutcome[] =>
  Object.entries(plans).map(([name, plan]) =>
    outcomeIn(plan, name, planCommand(name), ofPreset(runs, planExperiment, name)),
  );

/** The experiment of the mechanism's plans. */
export const mechanismExperiment = 'mechanism';

/** The mechanism's plan with its answers. */
export const mechanismOutcome = (runs: readonly GlueRun[]): GlueOutcome =>
  ofMechanism('mechanism', runs, '');

/** The tie's plan with its answers. */
export const tieOutcome = (runs: readonly GlueRun[]): GlueOutcome => {
  const { candidates, seeds } = mechanismPlans.tie;
  const methods = candidates.map(({ method }) => method);
  const [first, last] = [Math.min(...seeds), Math.max(...seeds)];
  return ofMechanism('tie', runs, ` --methods=${methods.join()} --seeds=${first}..${last}`);
};

/**
 * The outcome of one of the mechanism's two plans, which share an experiment, a preset and the
 * trials of rates. Each reads the results of its own seeds.
 */
function ofMechanism(name: keyof typeof mechanismPlans, runs: readonly GlueRun[], flags: string) {
  const plan: GluePlan = mechanismPlans[name];
  const others: GluePlan[] = Object.values(mechanismPlans).filter((one) => one !== plan);
  const [preset = ''] = Object.keys(gluePlans);
  const own = ofPreset(runs, mechanismExperiment, preset).filter(({ purpose, seed, ...run }) =>
    purpose === 'trial'
      ? plan.candidates.some((candidate) => isOf(candidate, run))
      : others.every(({ seeds }) => !seeds.includes(seed)),
  );
  return outcomeIn(plan, name, `npx nx run experiments:${mechanismExperiment}${flags}`, own);
}

const ofPreset = (runs: readonly GlueRun[], experiment: string, preset: string) =>
  runs.filter(({ record, config }) => record.experiment === experiment && config.preset === preset);

/** A plan's answers by its runs. */
function outcomeIn(
  plan: GluePlan,
  name: string,
  command: string,
  runs: readonly GlueRun[],
): GlueOutcome {
  const { tasks, ...own } = plannedRuns(plan, runs);
  return { ...outcomeOf(plan, tasks), ...own, name, command };
}

/** Whether a plan has any measurement. */
export const isBegun = ({ measures }: GlueOutcome): boolean =>
  measures.some(({ setting }) => setting);

/** The runs under a plan's name that count, and the number of departures by reason. */
function plannedRuns(
  plan: GluePlan,
  all: readonly GlueRun[],
): Pick<GlueOutcome, 'all' | 'departures'> & { readonly tasks: readonly PlannedTaskRuns[] } {
  const departures = new Map<string, number>();
  const depart = (why: string) => departures.set(why, (departures.get(why) ?? 0) + 1);
  const results = all.filter(
    ({ purpose, record }) => purpose === 'result' && record.status === 'finished',
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
      return taskRuns({ task, planned: rows, own, trials }, depart);
    }),
  };
}

/** The runs recorded for a task of a plan: `own`, results as planned, newest first, and the trials. */
interface RecordedTask {
  readonly task: TaskName;
  readonly planned: PlannedTask;
  readonly own: readonly GlueRun[];
  readonly trials: readonly GlueRun[];
}

/**
 * The runs that count for a task. They share rows, model, search and training with the newest run,
 * and differ from their candidate's newest only in the seed. So a plan that is run again gets new
 * answers, and scores play no part in which runs count.
 */
function taskRuns(
  { task, planned, own, trials }: RecordedTask,
  depart: (why: string) => void,
): PlannedTaskRuns {
  const [bySearch = []] = groupBy(own, ({ config }) => config.search);
  const age = new Map(own.map(({ record }, index) => [record.id, index]));
  const ageOf = ({ runs }: Pick<GlueSetting | GlueVariant, 'runs'>) =>
    Math.min(...runs.map(({ record }) => age.get(record.id) ?? Infinity));
  const newest = <Runs extends Pick<GlueVariant, 'runs'>>(all: readonly Runs[]) =>
    all.toSorted((a, b) => ageOf(a) - ageOf(b)).slice(0, 1);
  const [setting] = newest(glueSettingsIn(bySearch)).map((one) => {
    const counted = groupBy(one.variants, ({ method, config: { rank, init } }) => [
      method,
      rank,
      init?.dist ?? null,
    ]).flatMap(newest);
    const variants = one.variants.filter((variant) => counted.includes(variant));
    return { ...one, variants, runs: variants.flatMap(({ runs }) => runs) };
  });
  if (setting)
    for (let older = setting.runs.length; older < own.length; older++)
      depart('older than those that count');
  const searches = setting ? glueSearches(setting, trials) : [];
  return {
    name: task,
    title: taskTitle(task),
    planned,
    setting,
    sideOf: (candidate) => setting?.variants.find((one) => isOf(candidate, one)),
    searchOf: (side) => searches.find((search) => search.side === side),
  };
}

/** A plan's comparisons on each task for the task sections; only those that the plan judges there have a verdict. */
export const judgedByPlans = (plans: readonly GlueOutcome[]): GlueJudged[] =>
  plans.flatMap(({ measures, plan, single, family, compared }) =>
    measures.flatMap((measure) =>
      [plan.primary, ...plan.secondary].flatMap((pair): GlueJudged[] => {
        const { setting } = measure;
        const found = compared(measure, pair);
        if (!setting || !found) return [];
        const {
          corrected,
          verdict = noVerdict('its plan declares this comparison over the tasks together'),
        } = { ...answerOn({ single }, measure.name, pair) };
        return [{ ...found, setting, family, corrected, verdict }];
      }),
    ),
  );
