import { isDeepStrictEqual } from 'node:util';
import { distinctBy, groupBy } from '@singlora/reporting/text';
import { estimate } from '@singlora/statistics';
import { codeProblem, type MadeBy } from './code-problem.ts';
import { mostOf, type Side } from './side.ts';

/** The mean score of trials, with its standard error where there is one. */
export interface TrialScore {
  readonly mean: number;
  readonly standardError?: number | undefined;
}

/** How a suite reads the trials of a search for a learning rate. */
export interface Trials<Run> {
  /** A run's record. */
  readonly recordOf: (run: Run) => MadeBy;
  /** Its learning rate; undefined where nothing was trained. */
  readonly rateOf: (run: Run) => number | undefined;
  /** The settings that must be equal for a trial to have served a result. */
  readonly served: (run: Run) => unknown;
  /** A trial's position at its rate, such as its seed; of trials with equal positions the first counts. */
  readonly placeOf: (run: Run) => unknown;
  /** Whether a trial was scored. */
  readonly hasScore: (run: Run) => boolean;
  /** Whether it ended without a usable model. */
  readonly diverged: (run: Run) => boolean;
  /** The score of one or more trials, all of them scored. */
  readonly scoreOf: (runs: readonly Run[]) => TrialScore;
  /** Why a trial may not have chosen the rate of a result, in words. */
  readonly problemOf: (trial: Run, result: Run) => string | undefined;
  /** How many trials at how many rates the search behind a result names; undefined where it does not. */
  readonly wanted: (result: Run) => Wanted | undefined;
  /** How long a trial that did not diverge trained and what it was scored on; the same for all compared trials. */
  readonly lengthOf: (run: Run) => unknown;
}

/** The trials that a search names. */
interface Wanted {
  readonly rates: readonly number[];
  /** At each rate. */
  readonly trials: number;
}

/** The trials at one rate, with their score. */
export type RateTrial = NonNullable<ReturnType<typeof rateTrial>>;

/** The search for a side's learning rate. */
export interface RateSearch<One extends Side = Side> {
  readonly side: One;
  /** The rate that the side's runs were trained at. */
  readonly chosen: number;
  /** The rates that were tried, in ascending order. */
  readonly rates: readonly RateTrial[];
  readonly trials: number;
  /** The trials, newest first. */
  readonly tried: One['runs'];
  /** The lengths of the trials and what they were scored on: one entry where all agree. */
  readonly lengths: readonly unknown[];
  /** Why a trial may not have chosen the rate, in words. */
  readonly problem: string | undefined;
  /** Where rates were tried: the seeds, or subjects with seeds, in order. */
  readonly places: readonly string[];
  /** How its trials' code differs from that of the results, in words. */
  readonly code: string | undefined;
  /** Whether the chosen rate is at an edge: no rate beyond it was tried on one side. */
  readonly atEdge: boolean;
}

/** The searches behind results, one for each side with a searched rate and recorded trials. */
export function searchesOf<Run, One extends Side<Run>>(
  sides: readonly One[],
  trials: readonly Run[],
  suite: Trials<Run>,
): RateSearch<One>[] {
  const isTrial = new Set(trials);
  const firsts = sides.flatMap(({ runs }) => runs.slice(0, 1));
  const triedFor = new Map(
    groupBy([...firsts, ...trials], suite.served).flatMap((group) => {
      const tried = group.filter((run) => isTrial.has(run));
      return group.map((run) => [run, tried] as const);
    }),
  );
  return sides.flatMap((side) => {
    const [run] = side.runs;
    return run === undefined ? [] : (searchOf(side, run, triedFor.get(run) ?? [], suite) ?? []);
  });
}

function searchOf<Run, One extends Side<Run>>(
  side: One,
  run: Run,
  tried: readonly Run[],
  suite: Trials<Run>,
): RateSearch<One> | undefined {
  const chosen = suite.rateOf(run);
  const once = distinctBy(tried, (trial) => [suite.placeOf(trial), suite.rateOf(trial)]);
  const rates = groupBy(once, suite.rateOf)
    .flatMap((group) => rateTrial(group, suite) ?? [])
    .sort((a, b) => a.rate - b.rate);
  if (chosen === undefined || tried.length === 0) return undefined;
  const [made, results] = [tried.map(suite.recordOf), side.runs.map(suite.recordOf)];
  return {
    side,
    chosen,
    rates,
    tried,
    problem:
      olderProblem(made, results) ??
      tried.map((trial) => suite.problemOf(trial, run)).find((why) => why !== undefined) ??
      missingProblem(rates, suite.wanted(run)),
    code: codeProblem(made, results),
    lengths: distinctBy(
      tried.filter((trial) => !suite.diverged(trial)).map(suite.lengthOf),
      (length) => length,
    ),
    places: [...new Set(tried.map((trial) => JSON.stringify(suite.placeOf(trial))))].sort(),
    trials: rates.reduce((sum, { trials }) => sum + trials, 0),
    atEdge: rates.length > 1 && (rates[0]?.rate === chosen || rates.at(-1)?.rate === chosen),
  };
}

/** Reports trials that a search names and that are not recorded, or do not count. */
const missingProblem = (tried: readonly RateTrial[], wanted: Wanted | undefined) =>
  wanted?.rates.every((rate) =>
    tried.some((one) => one.rate === rate && one.trials >= wanted.trials),
  ) === false
    ? 'not every trial that its search names is recorded'
    : undefined;

/** Reports a result that was begun before one of the trials that chose its rate. */
function olderProblem(trials: readonly MadeBy[], results: readonly MadeBy[]): string | undefined {
  const starts = (all: readonly MadeBy[]) =>
    all.flatMap(({ starts: [first] }) => (first ? Date.parse(first.startedAt) : []));
  return Math.max(...starts(trials)) > Math.min(...starts(results))
    ? 'its results are older than its trials'
    : undefined;
}

function rateTrial<Run>(group: readonly Run[], suite: Trials<Run>) {
  const scored = group.filter(suite.hasScore);
  const diverged = group.filter(suite.diverged).length;
  const rate = group[0] === undefined ? undefined : suite.rateOf(group[0]);
  if (rate === undefined || scored.length + diverged === 0) return undefined;
  return {
    rate,
    /** The trials' score; undefined where all diverged. */
    score: scored.length > 0 ? suite.scoreOf(scored) : undefined,
    /** How many trials ran, including the diverged. */
    trials: scored.length + diverged,
    diverged,
    /** The score of each trial that has one, by its place. */
    byPlace: new Map(
      scored.map((run) => [JSON.stringify(suite.placeOf(run)), suite.scoreOf([run]).mean]),
    ),
  };
}

/** The rate with the highest mean score; of equals, the lowest. */
export const bestRate = ({ rates }: Pick<RateSearch, 'rates'>): RateTrial | undefined =>
  mostOf(
    rates.filter(({ score, diverged }) => score !== undefined && diverged === 0),
    ({ score }) => score?.mean ?? -Infinity,
  );

/** The fault within one search, in words; undefined where there is none. */
export function searchFault(search: RateSearch): string | undefined {
  if (search.code !== undefined) return `its trials and results were ${search.code}`;
  if (search.problem !== undefined) return search.problem;
  if (search.lengths.length > 1)
    return 'its trials differ in length or in what they were scored on';
  return bestRate(search)?.rate === search.chosen
    ? undefined
    : 'its rate is not the best of its trials';
}

/**
 * A difference between two searches that may favour one side, in words; undefined where there is
 * none.
 */
export function otherSearch(one: RateSearch, other: RateSearch): string | undefined {
  const ratesOf = ({ rates }: RateSearch) => rates.map(({ rate, trials }) => [rate, trials]);
  if (!isDeepStrictEqual(ratesOf(one), ratesOf(other)))
    return 'the two were not searched at the same rates as often';
  if (!isDeepStrictEqual(one.places, other.places)) return 'their trials have other seeds';
  return isDeepStrictEqual(one.lengths, other.lengths)
    ? undefined
    : 'their trials differ in length or in what they were scored on';
}

/** Why the searches behind two sides' rates decide nothing, in words; a side whose rate was given needs none. */
export function searchesProblem<One extends Side>(
  sides: readonly [One, One],
  searchOf: (side: One) => RateSearch | undefined,
): string | undefined {
  for (const side of sides) {
    const search = searchOf(side);
    const fault = search
      ? searchFault(search)
      : side.config['search'] && 'the trials of its rate are not recorded';
    if (typeof fault === 'string') return `${side.label}: ${fault}`;
  }
  const [own, others] = sides.map(searchOf);
  return own && others && otherSearch(own, others);
}

/**
 * How much worse a rate may score that is within one standard error of the best, with trials paired
 * by seed. Another draw of the trials might have chosen it (Breiman et al. 1984, the
 * one-standard-error rule). Zero where no other rate is so near.
 */
export function tieLoss(search: Pick<RateSearch, 'rates'>): number {
  const best = bestRate(search);
  if (!best) return 0;
  const losses = search.rates.map((rate) => {
    const differences = [...best.byPlace].flatMap(([place, score]) => {
      const other = rate.byPlace.get(place);
      return other === undefined ? [] : [score - other];
    });
    if (rate === best || rate.diverged > 0 || differences.length < 2) return 0;
    const { mean, standardError = 0 } = estimate(differences);
    return mean <= standardError ? Math.max(0, mean) : 0;
  });
  return Math.max(0, ...losses);
}
