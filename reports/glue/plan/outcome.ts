import {
  gluePlans,
  taskTitle,
  type Candidate,
  type GluePlan,
  type GluePlanName,
  type PlannedComparison,
  type TaskName,
} from '@singlora/records';
import { format } from '@singlora/reporting';
import { holm } from '@singlora/statistics';
import type { Comparison } from '../comparison.ts';
import { level } from '../correction.ts';
import { fewSeedsText, nothingLearned } from '../reservation.ts';
import type { GlueRun } from '../run.ts';
import { meanEffect, onTask, type Effect } from './effect.ts';
import { plannedRuns, type PlannedRuns, type TaskRuns } from './planned-runs.ts';
import { candidateTitle } from './titles.ts';
import { noVerdict, planVerdict, type PlanVerdict } from './verdict.ts';

/** A planned comparison with its answer. */
export interface Answer extends PlannedComparison {
  /** Those whose mean it is about. */
  readonly tasks: readonly TaskName[];
  readonly effect?: Effect;
  readonly verdict: PlanVerdict;
  /** Holm's over the plan's family; absent for the primary comparison, which stands by itself. */
  readonly corrected?: number;
}

/** Seeds of a candidate that a plan asks for and that have no result. */
interface MissingRuns extends Candidate {
  readonly task: TaskName;
  readonly seeds: readonly number[];
}

/** A plan, its runs, and the answers that they give. */
export interface PlanOutcome extends PlannedRuns {
  readonly name: GluePlanName;
  readonly plan: GluePlan;
  readonly primary: Answer;
  readonly secondary: readonly Answer[];
  /** The primary comparison on each task. */
  readonly byTask: readonly Answer[];
  readonly missing: readonly MissingRuns[];
  /** How many results the plan asks for. */
  readonly plannedResults: number;
  /** How many comparisons are corrected together. */
  readonly family: number;
  /** A comparison on a task, the plan's or not; undefined where it has no common seed. */
  readonly compared: (task: TaskName, comparison: PlannedComparison) => Comparison | undefined;
}

/** Whether anything of a plan is measured. */
export const isBegun = ({ tasks }: PlanOutcome): boolean => tasks.some(({ setting }) => setting);

/** Every plan in the order declared. It reads the runs of its own name and no other. */
export const planOutcomes = (runs: readonly GlueRun[]): PlanOutcome[] =>
  (Object.entries(gluePlans) as [GluePlanName, GluePlan][]).map(([name, plan]) =>
    planOutcome(name, plan, runs),
  );

function planOutcome(name: GluePlanName, plan: GluePlan, runs: readonly GlueRun[]): PlanOutcome {
  const own = plannedRuns(name, plan, runs);
  const { tasks } = own;
  const missing = missingRuns(plan, tasks);
  const comparisons = new Map(
    tasks.map((one) => [
      one.task,
      [plan.primary, ...plan.secondary].map((pair) => ({ pair, comparison: onTask(one, pair) })),
    ]),
  );
  const compared = (task: TaskName, pair: PlannedComparison) =>
    comparisons.get(task)?.find((one) => one.pair === pair)?.comparison;
  const measured = (pair: PlannedComparison, on: readonly TaskRuns[]): Measured => {
    const parts = on.flatMap(({ task, setting }) => {
      const comparison = compared(task, pair);
      return setting && comparison ? [{ task, comparison, floor: setting.baseline }] : [];
    });
    const effect = meanEffect(parts);
    const unlearned = parts.filter((part) => meanEffect([part])?.unlearned.length === 2);
    const names = on.map(({ task }) => task);
    const lacks = missing.filter(
      (one) =>
        names.includes(one.task) &&
        [pair.candidate, pair.against].some((each) => isSame(each, one)),
    );
    const problem =
      searchProblemOf(plan, pair, on) ??
      unlearnedText(
        unlearned.map(({ task }) => task),
        names,
      );
    const why = reservationOf(effect, lacks, problem);
    return { pair, tasks: names, effect, ...(why === undefined ? {} : { why }) };
  };
  const primary = measured(plan.primary, tasks);
  const family = [
    ...plan.secondary.map((pair) => measured(pair, tasks)),
    ...tasks.map((task) => measured(plan.primary, [task])),
  ];
  // What is not there yet, or may not be judged, counts as no difference: the others' values can only be smaller in the end.
  const corrected = holm(
    family.map(({ effect, why }) => (why === undefined ? (effect?.pValue ?? 1) : 1)),
  );
  const answers = family.map((one, index) => answer(plan, one, corrected[index]));
  return {
    ...own,
    name,
    plan,
    missing,
    compared,
    primary: answer(plan, primary),
    secondary: answers.slice(0, plan.secondary.length),
    byTask: answers.slice(plan.secondary.length),
    plannedResults: tasks.length * plan.candidates.length * plan.seeds.length,
    family: family.length,
  };
}

/** A comparison before it is judged, and why it cannot be. */
interface Measured {
  readonly pair: PlannedComparison;
  readonly tasks: readonly TaskName[];
  readonly effect: Effect | undefined;
  readonly why?: string;
}

function answer(
  plan: GluePlan,
  { pair, tasks, effect, why }: Measured,
  corrected?: number,
): Answer {
  const p = corrected ?? effect?.pValue ?? 1;
  const judged = why === undefined && effect && planVerdict(effect, plan.margin, p <= level);
  return {
    ...pair,
    tasks,
    ...(effect ? { effect } : {}),
    verdict: judged || noVerdict(why ?? 'nothing is measured'),
    ...(corrected === undefined || !judged ? {} : { corrected }),
  };
}

/** Where neither of the two learned: a mean with such a task in it says nothing of both. */
function unlearnedText(
  unlearned: readonly TaskName[],
  tasks: readonly TaskName[],
): string | undefined {
  if (unlearned.length === 0) return undefined;
  return unlearned.length === tasks.length
    ? nothingLearned
    : `${nothingLearned} on ${format.listing(unlearned.map(taskTitle))}`;
}

function reservationOf(
  effect: Effect | undefined,
  lacks: readonly MissingRuns[],
  problem: string | undefined,
): string | undefined {
  const few = fewSeedsText(effect?.bySeed.length ?? 0);
  if (few !== undefined || !effect) return few;
  const toCome = lacks.reduce((sum, { seeds }) => sum + seeds.length, 0);
  if (toCome > 0) return `${format.plural(toCome, 'planned result')} to come`;
  if (problem !== undefined) return problem;
  if (!effect.coversRows) return 'predictions row by row are not recorded for all of its runs';
  if (effect.difference !== 0 && effect.pValue === undefined)
    return 'the seeds leave no spread to judge by';
  return effect.unlearned.length === 2 ? nothingLearned : undefined;
}

/** "CoLA, LoRA: …" where a search for a rate of the two is not as planned. */
function searchProblemOf(
  plan: GluePlan,
  { candidate, against }: PlannedComparison,
  on: readonly TaskRuns[],
): string | undefined {
  const [first] = on.flatMap(({ task, searchProblem }) =>
    [candidate, against].flatMap((each) => {
      const problem = searchProblem(each);
      return problem === undefined
        ? []
        : [`${taskTitle(task)}, ${candidateTitle(plan, each)}: ${problem}`];
    }),
  );
  return first;
}

const missingRuns = ({ candidates, seeds }: GluePlan, tasks: readonly TaskRuns[]): MissingRuns[] =>
  tasks.flatMap(({ task, variantOf }) =>
    candidates.flatMap((candidate) => {
      const there = new Set(variantOf(candidate)?.runs.map(({ seed }) => seed));
      const lost = seeds.filter((seed) => !there.has(seed));
      return lost.length > 0 ? [{ ...candidate, task, seeds: lost }] : [];
    }),
  );

const isSame = (one: Candidate, other: Candidate) =>
  one.method === other.method && one.rank === other.rank;
