import { isDeepStrictEqual } from 'node:util';
import type { Candidate, GluePlan, PlannedComparison } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting/text';
import type { Comparison, Found } from './comparison.ts';
import { declared } from './correction.ts';
import { meanOf } from './mean-of.ts';
import { comparison, fewSeeds, neitherLearned, nothingLearned, type Check } from './reservation.ts';
import { otherSearch, searchFault, tieLoss, type RateSearch } from './search.ts';
import type { Side } from './side.ts';
import { beyondTies, type Ties } from './ties.ts';
import { noVerdict, verdictOf, type Verdict } from './verdict.ts';
import { startText } from './words.ts';

/** A measurement as declared before its runs, whatever its suite. */
export type Plan = Pick<
  GluePlan,
  'candidates' | 'primary' | 'secondary' | 'seeds' | 'margin' | 'allByTask'
> & {
  /** null: the rates were given */
  readonly search: Pick<NonNullable<GluePlan['search']>, 'rates' | 'seeds'> | null;
};

/** One thing that a plan measures, such as a task or a score, and what is recorded of it. */
export interface Measure<One extends Side = Side> {
  readonly name: string;
  readonly title: string;
  /** The runs of a candidate; undefined while there is none. */
  readonly sideOf: (candidate: Candidate) => One | undefined;
  /** The seeds of a candidate that have a result. */
  readonly seedsOf: (side: One) => readonly number[];
  /** The comparison of two sides; undefined while they share nothing. */
  readonly compare: (one: One, other: One) => Comparison<One> | undefined;
  /** A side's score above the floor in a pair. */
  readonly above: (side: One, pair: string) => number;
  /** The recorded search for a side's rate. */
  readonly searchOf: (side: One) => RateSearch<One> | undefined;
  /** Why a mean over such measures decides nothing. */
  readonly checks: readonly Check<Found<One>>[];
}

/** A planned comparison with its answer. */
export interface Answer<One extends Side = Side> extends PlannedComparison {
  /** Names of the measures whose mean it compares. */
  readonly measures: readonly string[];
  /** The number of those measures that have results. */
  readonly measured: number;
  readonly effect: Comparison<One> | undefined;
  readonly verdict: Verdict;
  /**
   * The p-value after Holm's correction over the plan's family; absent for the primary comparison, which stands by
   * itself.
   */
  readonly corrected: number | undefined;
}

/** Seeds of a candidate that a plan asks for and that have no result. */
export interface MissingRuns extends Candidate {
  readonly measure: string;
  readonly title: string;
  readonly seeds: readonly number[];
}

/** A plan, what is measured of it, and the answers that this gives. */
export interface Outcome<Declared extends Plan, One extends Side, Own extends Measure<One>> {
  readonly plan: Declared;
  readonly measures: readonly Own[];
  readonly primary: Answer<One>;
  readonly secondary: readonly Answer<One>[];
  /** The primary comparison by each measure. */
  readonly byMeasure: readonly Answer<One>[];
  /** Every comparison that is judged on one measure alone. */
  readonly single: readonly Answer<One>[];
  readonly missing: readonly MissingRuns[];
  /** How many results the plan asks for. */
  readonly plannedResults: number;
  /** How many comparisons are corrected together. */
  readonly family: number;
  /** One of the plan's comparisons by one measure; undefined where the two sides share nothing there. */
  readonly compared: (measure: Own, pair: PlannedComparison) => Comparison<One> | undefined;
}

/** A comparison before it is judged, and why it cannot be. */
interface Measured<One extends Side> extends Pick<Answer<One>, 'measures' | 'measured' | 'effect'> {
  readonly pair: PlannedComparison;
  readonly pValue?: number | undefined;
  readonly reservation: string | undefined;
  /** How much worse a rate that ties with the best may be, by the mean of the measures. */
  readonly ties: Ties;
}

/** The outcome of a plan from its measures: its comparisons, judged together as declared. */
export function outcomeOf<Declared extends Plan, One extends Side, Own extends Measure<One>>(
  plan: Declared,
  measures: readonly Own[],
): Outcome<Declared, One, Own> {
  const missing = missingRuns(plan, measures);
  const comparisons = new Map(
    measures.map((measure) => [
      measure,
      new Map([plan.primary, ...plan.secondary].map((pair) => [pair, onMeasure(measure, pair)])),
    ]),
  );
  const compared = (measure: Own, pair: PlannedComparison) => comparisons.get(measure)?.get(pair);
  const measured = (pair: PlannedComparison, on: readonly Own[]): Measured<One> => {
    const parts = on.flatMap((measure) => {
      const found = compared(measure, pair);
      return found ? [{ comparison: found, above: measure.above, title: measure.title }] : [];
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
        ...(on[0]?.checks ?? []),
        noSpread,
        neitherLearned,
        () => reservedPart(parts),
      ]);
    return {
      pair,
      measures: on.map(({ name }) => name),
      measured: parts.length,
      effect,
      pValue: effect?.pValue,
      reservation: effect ? effect.reservation : fewSeeds({ pairs: [] }),
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
  const answers = family.map((one, index) => answer(plan, one, values[index], family.length));
  return {
    plan,
    measures,
    missing,
    compared,
    primary: answer(plan, measured(plan.primary, measures)),
    secondary: answers.slice(0, plan.secondary.length),
    byMeasure: answers.slice(plan.secondary.length).slice(0, measures.length),
    single: answers.filter((one) => one.measures.length === 1),
    plannedResults: measures.length * plan.candidates.length * plan.seeds.length,
    family: family.length,
  };
}

function answer<One extends Side>(
  { margin }: Plan,
  { pair, reservation, measures, measured, effect, ties }: Measured<One>,
  corrected?: number,
  family?: number,
): Answer<One> {
  const isJudged = reservation === undefined && effect !== undefined;
  return {
    ...pair,
    measures,
    measured,
    effect,
    verdict: isJudged
      ? beyondTies(
          verdictOf(family === undefined ? effect : { ...effect, corrected, family }, margin),
          effect,
          { margin, ties },
        )
      : noVerdict(reservation ?? 'nothing is measured'),
    corrected: isJudged ? corrected : undefined,
  };
}

/** The mean over measures of what a candidate's tied rates may cost. */
const tiesOf = <One extends Side>(each: Candidate, on: readonly Measure<One>[]): number =>
  on
    .map(({ sideOf, searchOf }) => {
      const side = sideOf(each);
      const search = side && searchOf(side);
      return search ? tieLoss(search) / on.length : 0;
    })
    .reduce((sum, loss) => sum + loss, 0);

function onMeasure<One extends Side>(
  { sideOf, compare }: Measure<One>,
  { candidate, against }: PlannedComparison,
): Comparison<One> | undefined {
  const [one, other] = [sideOf(candidate), sideOf(against)];
  return one && other && compare(one, other);
}

/** "CoLA: …" where the comparison by a measure decides nothing by itself, so that no mean with it does. */
function reservedPart(
  parts: readonly { readonly comparison: Comparison; readonly title: string }[],
): string | undefined {
  const part = parts.find(({ comparison: { reservation } }) => reservation !== undefined);
  return part && `${part.title}: ${part.comparison.reservation}`;
}

/** Reports measures on which neither side learned: a mean with such a measure in it says nothing of both. */
function unlearnedText(unlearned: readonly string[], all: number): string | undefined {
  if (unlearned.length === 0) return undefined;
  return unlearned.length === all
    ? nothingLearned
    : `${nothingLearned} on ${format.listing(unlearned)}`;
}

/** Fails where the differences have no spread, and so no error. */
const noSpread: Check<Found> = ({ difference, pValue }) =>
  difference !== 0 && pValue === undefined ? 'the seeds leave no spread to judge by' : undefined;

/** How many results are missing. */
export const missingCount = (missing: readonly MissingRuns[]): number =>
  missing.reduce((sum, { seeds }) => sum + seeds.length, 0);

/** The missing runs of the two candidates of a comparison. */
export const missingOf = (
  missing: readonly MissingRuns[],
  { candidate, against }: PlannedComparison,
): MissingRuns[] => missing.filter((one) => [candidate, against].some((each) => isSame(each, one)));

/** How many planned results of the two are missing, in words. */
function toCome(
  missing: readonly MissingRuns[],
  pair: PlannedComparison,
  on: readonly Pick<Measure, 'name'>[],
): string | undefined {
  const n = missingCount(
    missingOf(missing, pair).filter((one) => on.some(({ name }) => name === one.measure)),
  );
  return n > 0 ? `${format.plural(n, 'planned result')} to come` : undefined;
}

/** "CoLA, LoRA: …" where a search for a rate of the two is not as planned. */
function searchProblemOf<One extends Side>(
  plan: Plan,
  { candidate, against }: PlannedComparison,
  on: readonly Measure<One>[],
): string | undefined {
  if (plan.search === null) return undefined;
  for (const { title, sideOf, searchOf } of on) {
    const searches = [candidate, against].map((each) => {
      const side = sideOf(each);
      return side && { each, search: searchOf(side) };
    });
    for (const one of searches) {
      const problem = one && searchProblem(plan.search, one.search);
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
 * The part of the planned search that a candidate's search lacks, in words; undefined where every planned rate was
 * tried with every planned seed, and other rates beyond the chosen one on both of its sides.
 */
function searchProblem(
  { rates, seeds }: NonNullable<Plan['search']>,
  search: RateSearch | undefined,
): string | undefined {
  if (!search) return 'the trials of its rate are not recorded';
  const fault = searchFault(search);
  if (fault !== undefined) return fault;
  const triedOf = (rate: number) => search.rates.find((one) => one.rate === rate)?.trials ?? 0;
  if (rates.some((rate) => triedOf(rate) < seeds.length))
    return 'not every planned trial of its rate is recorded';
  return search.atEdge
    ? 'its rate is the lowest or the highest that was tried, and the plan searches on'
    : undefined;
}

const missingRuns = <One extends Side>(
  { candidates, seeds }: Plan,
  measures: readonly Measure<One>[],
): MissingRuns[] =>
  measures.flatMap(({ name, title, sideOf, seedsOf }) =>
    candidates.flatMap((candidate) => {
      const side = sideOf(candidate);
      const there = new Set(side && seedsOf(side));
      const lost = seeds.filter((seed) => !there.has(seed));
      return lost.length > 0 ? [{ ...candidate, measure: name, title, seeds: lost }] : [];
    }),
  );

/** The answer on one measure alone to a planned comparison; undefined where the plan judges none there. */
export const answerOn = <One extends Side>(
  { single }: Pick<Outcome<Plan, One, Measure<One>>, 'single'>,
  measure: string,
  { candidate, against }: PlannedComparison,
): Answer<One> | undefined =>
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
  { primary }: Pick<Plan, 'primary'>,
  { method, rank, start }: Candidate,
): string => {
  const title = methodTitle(method);
  const atRank = rank === primary.against.rank ? title : `${title} r${rank}`;
  return start ? `${atRank}, ${startText(start)}` : atRank;
};

/** "SingLoRA − LoRA". */
export const comparisonTitle = (
  plan: Pick<Plan, 'primary'>,
  { candidate, against }: PlannedComparison,
) => `${candidateTitle(plan, candidate)} − ${candidateTitle(plan, against)}`;
