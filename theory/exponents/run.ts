import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import {
  conclusionOf,
  derivationOf,
  derivationTable,
  predictExponents,
  solveRates,
  type RateInterval,
  type Solution,
  type Statement,
  type TabledStep,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import { problemOf, type ExponentRunConfig } from './plan.ts';
import type { ExponentSettings } from './settings.ts';
import { tableText } from './text.ts';

/** The two ends of an interval of rate exponents; null is infinity. */
type Ends = readonly [low: number | null, high: number | null];

/** What `result.json` holds. */
export interface ExponentResult {
  readonly problem: ExponentRunConfig;
  readonly steps: readonly TabledStep[];
  /** By goal. */
  readonly solutions: Readonly<Record<string, SolvedGoal>>;
  readonly derivation: Statement;
}

export interface SolvedGoal {
  readonly conclusion: Statement;
  /** Rate exponents that reach the goal at all the steps, and however many follow. */
  readonly rates: readonly Ends[];
  readonly forEver: readonly Ends[];
  /** The largest at the first t steps, by t from 1; null where there is none, or no largest. */
  readonly largest: readonly (number | null)[];
  /** At Θ(log n) steps, where no fixed number is enough: parts have become n^power times as large by then. */
  readonly logTime: readonly { rate: number; power: number }[];
  /** Where no rate exponent is left: at which step, and which quantity should be of which order. */
  readonly failure: { step: number; quantity: string; order: string } | null;
}

export function openExponentSession({ show }: ExponentSettings): Session<ExponentRunConfig> {
  return {
    backend: 'none (exact arithmetic)',
    assets: [],
    run: (plan, run, context) => runExponents(plan, run, context, show),
    describe,
  };
}

async function runExponents(
  { config }: Plan<ExponentRunConfig>,
  run: Run,
  { signal, log }: Context,
  show: ExponentSettings['show'],
): Promise<Outcome> {
  await new Promise(setImmediate); // lets Ctrl-C be heard
  if (signal.aborted) return { status: 'interrupted' };
  const problem = problemOf(config);
  const predicted = predictExponents(problem);
  const solutions = solveRates(problem, predicted);
  const result: ExponentResult = {
    problem: config,
    steps: derivationTable(predicted, config.rateExponents),
    solutions: Object.fromEntries(solutions.map((one) => [one.goal.name, solvedGoal(one)])),
    derivation: derivationOf(problem, predicted, solutions),
  };
  await run.artifact('result.json', resultJson(record, result));
  const shown =
    show === 'derivation'
      ? `${tableText(result.steps)}\n\n${result.derivation.text}`
      : solutions.map((one) => conclusionOf(one).text).join('\n');
  log(shown.replace(/^(?=.)/gm, '  '));
  return { status: 'finished', summary: summaryOf(result) };
}

const solvedGoal = (solution: Solution): SolvedGoal => {
  const { rates, forEver, largest, logTime, failure } = solution;
  return {
    conclusion: conclusionOf(solution),
    rates: rates.map(endsOf),
    forEver: forEver.map(endsOf),
    largest: largest.map((c) => c?.valueOf() ?? null),
    logTime: logTime.map(({ rate, power }) => ({ rate: rate.valueOf(), power: power.valueOf() })),
    failure: failure
      ? { step: failure.step, quantity: failure.demand.quantity, order: failure.demand.order }
      : null,
  };
};

const endsOf = ({ low, high }: RateInterval): Ends => [
  low?.valueOf() ?? null,
  high?.valueOf() ?? null,
];

/** The largest rate exponent for each goal that has one, and how many goals have any. */
function summaryOf({ solutions, steps }: ExponentResult): Record<string, number> {
  const largest = Object.entries(solutions).flatMap(([goal, { rates }]) => {
    const high = rates.at(-1)?.[1];
    return high === undefined || high === null ? [] : [[goal, high] as const];
  });
  return { steps: steps.length, ...Object.fromEntries(largest) };
}

/** A finished run in one line. */
function describe({ steps, ...goals }: Readonly<Record<string, number>>): string {
  const found = Object.entries(goals).map(([goal, c]) => `${goal.replaceAll('-', ' ')} ${c}`);
  return `over ${steps} steps, the largest c: ${found.join(', ') || 'none for any goal'}`;
}
