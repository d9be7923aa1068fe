import {
  candidateTitle,
  collapsesOf,
  type GlueOutcome,
  type GlueRun,
  marginText,
  missingCount,
  pText,
} from '@singlora/comparison';
import { glueNumber, glueScore, scoredSplits } from '@singlora/records';
import { type Cell, column, format, stacked, table, type Table } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';

/** A line of the table: what is declared or counted. */
interface Fact extends Cell {
  readonly title: string;
}

/** What a plan declares, which of its runs are there, and what they cost. */
export const planFactsTable = (outcome: GlueOutcome, replays?: Replays): Table =>
  table('What was declared before the runs, and the runs themselves.', factsOf(outcome, replays), [
    column('What', ({ title }) => title),
    stacked(column('Here', ({ title: _, ...cell }) => cell)),
  ]);

function factsOf(outcome: GlueOutcome, replays: Replays | undefined): Fact[] {
  const { plan, missing, departures, plannedResults, all, measures } = outcome;
  const there = plannedResults - missingCount(missing);
  const counted = measures.flatMap(({ setting }) => setting?.runs ?? []);
  const unlike = [...departures];
  return [
    { title: 'Seeds', text: format.count(plan.seeds.length) },
    { title: 'Margin, points', text: marginText(plan.margin) },
    { title: 'Learning rates', ...ratesCell(plan) },
    ...(replays
      ? [
          {
            title: 'Trials that repeat another plan’s',
            text: format.count(replays.trials),
            detail: `${format.count(replays.identical)} with the same score, of “${replays.of}”`,
          },
        ]
      : []),
    {
      title: 'Planned results',
      text: `${format.count(there)} of ${format.count(plannedResults)}`,
      detail: listed(
        missing.map(({ title, seeds, ...candidate }) =>
          seeds.length === plan.seeds.length
            ? `${title} ${candidateTitle(plan, candidate)}`
            : `${title} ${candidateTitle(plan, candidate)} (${seedsText(seeds)})`,
        ),
        'missing: ',
      ),
    },
    {
      title: 'Diverged, scored as the floor',
      text: format.count(counted.filter(({ diverged }) => diverged).length),
      detail: listed(divergedIn(outcome)),
    },
    ...(plan.collapse === true ? [collapseFact(outcome)] : []),
    ...(unlike.length > 0
      ? [
          {
            title: 'Not as planned, not counted',
            text: format.count(unlike.reduce((sum, [, n]) => sum + n, 0)),
            detail: listed(unlike.map(([why, n]) => `${why} (${format.count(n)})`)),
          },
        ]
      : []),
    {
      title: 'Core-hours, with trials',
      text: format.fixed(coreHours(all.map(({ record }) => record)), 1),
    },
  ];
}

const listed = (all: readonly string[], before = '') =>
  all.length > 0 ? `${before}${all.join('; ')}` : undefined;

const seedsText = (seeds: readonly number[]) =>
  `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;

const ratesCell = ({ search }: GlueOutcome['plan']): Cell =>
  search
    ? {
        text: `${format.setting(Math.min(...search.rates))} to ${format.setting(Math.max(...search.rates))}`,
        detail: 'searched for each candidate alike; wider where a best one lay at an edge',
      }
    : { text: 'each method’s own in the paper' };

const divergedIn = ({ plan, measures }: GlueOutcome) =>
  measures.flatMap(({ title, sideOf }) =>
    plan.candidates.flatMap((candidate) => {
      const seeds = sideOf(candidate)?.diverged ?? [];
      return seeds.length > 0
        ? [`${title} ${candidateTitle(plan, candidate)} (${seedsText(seeds)})`]
        : [];
    }),
  );

/** How often each side of the primary comparison ends at the floor, and whether the two differ. */
function collapseFact(outcome: GlueOutcome): Fact {
  const { plan } = outcome;
  const [one, other] = [plan.primary.candidate, plan.primary.against].map((side) =>
    candidateTitle(plan, side),
  );
  const { pairs, candidate, against, pValue, verdict } = collapsesOf(outcome);
  return {
    title: `At the floor, of ${format.plural(pairs, 'pair')}`,
    text: `${one} ${format.count(candidate)}, ${other} ${format.count(against)}`,
    detail: `${one}: ${verdict}; McNemar’s mid-p by task and seed: ${pText({ pValue, family: 1 })}`,
  };
}

/** Time in training and scoring, times the backend's threads or else the machine's cores. */
function coreHours(records: readonly RunRecord[]): number {
  const seconds = records.map(({ summary, environment: { backend, cores } }) => {
    const threads = Number(/(\d+) threads?\b/.exec(backend)?.[1] ?? cores);
    const scoring = scoredSplits(summary).map((split) => summary[glueScore.seconds(split)] ?? 0);
    return (
      threads * scoring.reduce((sum, next) => sum + next, glueNumber(summary, 'trainSeconds') ?? 0)
    );
  });
  return seconds.reduce((sum, next) => sum + next, 0) / 3600;
}

/** Trials that an earlier plan made, too: of the same task, model, adapter, rate, rows and seed. */
export interface Replays {
  /** The earlier plan's title. */
  readonly of: string;
  readonly trials: number;
  /** Those that end with the earlier one's score. */
  readonly identical: number;
}

/** A plan's trials that repeat those of an earlier one, so that the two searches are not independent; undefined without any. */
export function replaysOf(
  { all }: GlueOutcome,
  earlier: readonly GlueOutcome[],
): Replays | undefined {
  const own = all.filter(isTrial);
  const found = earlier.map(({ plan, all: others }) => {
    const before = new Map(others.filter(isTrial).map((run) => [trialKey(run), run.score]));
    const again = own.filter((run) => before.has(trialKey(run)));
    return {
      of: plan.title,
      trials: again.length,
      identical: again.filter((run) => before.get(trialKey(run)) === run.score).length,
    };
  });
  return found.find(({ trials }) => trials > 0);
}

const isTrial = ({ purpose, score }: GlueRun) => purpose === 'trial' && score !== undefined;

/** What a trial trains and is scored on: its configuration without the plan's name, and its seed. */
const trialKey = ({ seed, config: { preset: _, search, ...config } }: GlueRun): string =>
  JSON.stringify([seed, search?.holdoutRows, search?.trialRows, config]);
