import { isDeepStrictEqual } from 'node:util';
import type {
  Candidate,
  GluePlan,
  PlannedComparison,
  PlannedTask,
  TaskName,
} from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting/text';
import type { Comparison, Found } from '../comparison.ts';
import { declared } from '../correction.ts';
import {
  comparison,
  fewSeeds,
  neitherLearned,
  nothingLearned,
  type ReservationCheck,
} from '../reservation.ts';
import { otherSearch, searchFault, tieLoss, type RateSearch } from '../search.ts';
import { beyondTies, type Ties } from '../ties.ts';
import { noSpread, noVerdict, verdictOf } from '../verdict.ts';
import { startText } from '../words.ts';
import { compareGlue } from './compare.ts';
import { meanOf, sharedPairs, type TaskPart } from './mean-of.ts';
import type { GlueSetting, GlueVariant } from './setting.ts';

/** The runs recorded for one task of a plan. */
export interface PlannedTaskRuns {
  readonly name: TaskName;
  readonly title: string;
  readonly planned: PlannedTask;
  /** The setting of the runs that count; undefined while none has a score. */
  readonly setting: GlueSetting | undefined;
  /** The runs of a candidate; undefined while there is none. */
  readonly sideOf: (candidate: Candidate) => GlueVariant | undefined;
  /** The recorded search for a side's rate. */
  readonly searchOf: (side: GlueVariant) => RateSearch<GlueVariant> | undefined;
}

/** A planned comparison with its answer. */
export type Answer = ReturnType<typeof answer>;

/** A candidate's planned seeds that have no result. */
export type MissingRuns = ReturnType<typeof missingRuns>[number];

/** A plan, its measurements, and the answers that these give. */
export type PlanOutcome = ReturnType<typeof outcomeOf>;

/** A comparison before it is judged, and why it cannot be, if so. */
interface Measured {
  readonly pair: PlannedComparison;
  /** Names of the tasks over which it takes the mean. */
  readonly measures: readonly string[];
  /** The number of those tasks that have results. */
  readonly measured: number;
  readonly effect: Comparison<GlueVariant> | undefined;
  readonly pValue?: number | undefined;
  readonly reservation: string | undefined;
  /** How much worse a rate that ties with the best may be, averaged over the tasks. */
  readonly ties: Ties;
}

/** Why a mean over tasks decides nothing where its intervals ignore the choice of the rows. */
const withoutRows: ReservationCheck<Pick<Found, 'scope'>> = ({ scope }) =>
  scope === 'seeds' ? 'predictions row by row are not recorded for all of its runs' : undefined;

/** The outcome of a plan from its tasks: its comparisons, judged together as declared. */
export function outcomeOf(plan: GluePlan, measures: readonly PlannedTaskRuns[]) {
  const missing = missingRuns(plan, measures);
  const comparisons = new Map(
    measures.map((measure) => [
      measure,
      new Map([plan.primary, ...plan.secondary].map((pair) => [pair, onTask(measure, pair)])),
    ]),
  );
  const compared = (measure: PlannedTaskRuns, pair: PlannedComparison) =>
    comparisons.get(measure)?.get(pair);
  const measured = (pair: PlannedComparison, on: readonly PlannedTaskRuns[]): Measured => {
    const parts = on.flatMap((measure): TaskPart[] => {
      const found = compared(measure, pair);
      return found ? [{ comparison: found, title: measure.title, setting: measure.setting }] : [];
    });
    const found = meanOf(parts);
    const idle = parts.filter((part) => meanOf([part])?.unlearned.length === 2);
    const effect =
      found &&
      comparison(found, [
        fewSeeds,
        () => toCome(missing, pair, on),
        () => searchProblemOf(plan, pair, on),
        () =>
          unlearnedText(
            idle.map(({ title }) => title),
            on.length,
          ),
        withoutRows,
        unspread,
        neitherLearned,
        () => reservedPart(parts),
      ]);
    return {
      pair,
      measures: on.map(({ name }) => name),
      measured: parts.length,
      effect,
      pValue: effect?.pValue,
      reservation: effect
        ? effect.reservation
        : fewSeeds({ pairs: parts.length < on.length ? [] : sharedPairs(parts) }),
      ties: { one: tiesOf(pair.candidate, on), other: tiesOf(pair.against, on) },
    };
  };
  const family = [
    ...plan.secondary.map((pair) => measured(pair, measures)),
    ...[plan.primary, ...(plan.allByTask ? plan.secondary : [])].flatMap((pair) =>
      measures.map((measure) => measured(pair, [measure])),
    ),
  ];
  const values = declared(family);
  const sizeOn = (measure: PlannedTaskRuns) =>
    Math.abs(compared(measure, plan.primary)?.difference ?? 0);
  const [heaviest, ...rest] = measures.toSorted((a, b) => sizeOn(b) - sizeOn(a));
  const answers = family.map((one, index) => answer(plan, one, values[index], family.length));
  return {
    plan,
    measures,
    missing,
    /** One of the plan's comparisons on one task; undefined where the two sides share no pair there. */
    compared,
    primary: answer(plan, measured(plan.primary, measures)),
    /** The primary difference without the task where it is largest; undefined for fewer than three tasks. */
    withoutLargest:
      heaviest && rest.length > 1
        ? {
            title: heaviest.title,
            name: heaviest.name,
            effect: measured(plan.primary, rest).effect,
          }
        : undefined,
    /** Every comparison of the family: `secondary`, then those on single tasks. */
    answers,
    secondary: answers.slice(0, plan.secondary.length),
    /** The primary comparison on each task. */
    byMeasure: answers.slice(plan.secondary.length).slice(0, measures.length),
    /** Every comparison that is judged on a single task. */
    single: answers.filter((one) => one.measures.length === 1),
    /** How many results the plan asks for. */
    plannedResults: measures.length * plan.candidates.length * plan.seeds.length,
    /** How many comparisons are corrected together. */
    family: family.length,
  };
}

function answer(
  { margin }: GluePlan,
  { pair, reservation, measures, measured, effect, ties }: Measured,
  corrected?: number,
  family?: number,
) {
  const isJudged = reservation === undefined && effect !== undefined;
  return {
    ...pair,
    measures,
    measured,
    effect,
    ties,
    verdict: isJudged
      ? beyondTies(
          verdictOf(family === undefined ? effect : { ...effect, corrected, family }, margin),
          effect,
          { margin, ties },
        )
      : noVerdict(reservation ?? 'nothing is measured'),
    /** The p-value after Holm's correction over the plan's family; absent for the primary comparison, which is not corrected. */
    corrected: isJudged ? corrected : undefined,
  };
}

/** The mean over tasks of how much a candidate's tied rates may cost. */
const tiesOf = (each: Candidate, on: readonly PlannedTaskRuns[]): number =>
  on
    .map(({ sideOf, searchOf }) => {
      const side = sideOf(each);
      const search = side && searchOf(side);
      return search ? tieLoss(search) / on.length : 0;
    })
    .reduce((sum, loss) => sum + loss, 0);

function onTask({ setting, sideOf }: PlannedTaskRuns, { candidate, against }: PlannedComparison) {
  const [one, other] = [sideOf(candidate), sideOf(against)];
  return setting && one && other && compareGlue(setting, one, other);
}

/** "CoLA: …" where a task's own comparison decides nothing: then neither does a mean with it. */
function reservedPart(parts: readonly TaskPart[]): string | undefined {
  const part = parts.find(({ comparison: { reservation } }) => reservation !== undefined);
  return part && `${part.title}: ${part.comparison.reservation}`;
}

/** Reports tasks on which neither side learned: a mean over such tasks says nothing about either. */
function unlearnedText(unlearned: readonly string[], all: number): string | undefined {
  if (unlearned.length === 0) return undefined;
  return unlearned.length === all
    ? nothingLearned
    : `${nothingLearned} on ${format.listing(unlearned)}`;
}

/** Fails where the differences have no spread, so that there is no error. */
const unspread: ReservationCheck<Found> = ({ difference, pValue }) =>
  difference !== 0 && pValue === undefined ? noSpread : undefined;

/** How many results are missing. */
export const missingCount = (missing: readonly MissingRuns[]): number =>
  missing.reduce((sum, { seeds }) => sum + seeds.length, 0);

/** The missing runs of the two candidates of a comparison. */
export const missingOf = (
  missing: readonly MissingRuns[],
  { candidate, against }: PlannedComparison,
): MissingRuns[] => missing.filter((one) => [candidate, against].some((each) => isSame(each, one)));

/** How many planned results of the two candidates are missing, in words. */
function toCome(
  missing: readonly MissingRuns[],
  pair: PlannedComparison,
  on: readonly PlannedTaskRuns[],
): string | undefined {
  const n = missingCount(
    missingOf(missing, pair).filter((one) => on.some(({ name }) => name === one.measure)),
  );
  return n > 0 ? `${format.plural(n, 'planned result')} to come` : undefined;
}

/** "CoLA, LoRA: …" where the search for a candidate's rate is not as planned. */
function searchProblemOf(
  plan: GluePlan,
  { candidate, against }: PlannedComparison,
  on: readonly PlannedTaskRuns[],
): string | undefined {
  if (plan.search === null) return undefined;
  for (const { title, sideOf, searchOf } of on) {
    const searches = [candidate, against].map((each) => {
      const side = sideOf(each);
      return side && { each, search: searchOf(side) };
    });
    for (const one of searches) {
      const problem = one && searchProblem(one.search);
      if (one && problem !== undefined)
        return `${title}, ${candidateTitle(plan, one.each)}: ${problem}`;
    }
    const [own, others] = searches.map((one) => one?.search);
    const problem = own && others && otherSearch(own, others);
    if (problem !== undefined) return `${title}: ${problem}`;
  }
  return undefined;
}

/**
 * What a candidate's search lacks, in words. Undefined where every trial that it names is recorded (results whose search does
 * not name those of the plan depart from it), and rates beyond the chosen one on both sides.
 */
function searchProblem(search: RateSearch | undefined): string | undefined {
  if (!search) return 'the trials of its rate are not recorded';
  const fault = searchFault(search);
  if (fault !== undefined) return fault;
  return search.atEdge
    ? 'its rate is the lowest or the highest that was tried, and the plan searches on'
    : undefined;
}

const missingRuns = ({ candidates, seeds }: GluePlan, measures: readonly PlannedTaskRuns[]) =>
  measures.flatMap(({ name, title, sideOf }) =>
    candidates.flatMap((candidate) => {
      const there = new Set(sideOf(candidate)?.runs.map(({ seed }) => seed));
      const lost = seeds.filter((seed) => !there.has(seed));
      return lost.length > 0 ? [{ ...candidate, measure: name, title, seeds: lost }] : [];
    }),
  );

/** The answer to a planned comparison on one task; undefined where the plan judges none there. */
export const answerOn = (
  { single }: Pick<PlanOutcome, 'single'>,
  measure: string,
  { candidate, against }: PlannedComparison,
): Answer | undefined =>
  single.find(
    (one) =>
      one.measures[0] === measure &&
      isSame(one.candidate, candidate) &&
      isSame(one.against, against),
  );

const isSame = (one: Candidate, other: Candidate) =>
  one.method === other.method &&
  one.rank === other.rank &&
  isDeepStrictEqual(one.start, other.start);

/**
 * "SingLoRA"; "SingLoRA r16" where its rank is not that of the primary comparison's second side; "SingLoRA, principal
 * start".
 */
export const candidateTitle = (
  { primary }: Pick<GluePlan, 'primary'>,
  { method, rank, start }: Candidate,
): string => {
  const title = methodTitle(method);
  const atRank = rank === primary.against.rank ? title : `${title} r${rank}`;
  return start ? `${atRank}, ${startText(start)}` : atRank;
};

/** "SingLoRA − LoRA". */
export const comparisonTitle = (
  plan: Pick<GluePlan, 'primary'>,
  { candidate, against }: PlannedComparison,
) => `${candidateTitle(plan, candidate)} − ${candidateTitle(plan, against)}`;
