import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import {
  conclusionOf,
  derivationOf,
  derivationTable,
  predictExponents,
  solveRates,
  type RateInterval,
  type Solution,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import { problemOf, type ExponentRunConfig, type ExponentSettings } from './plan.ts';
import { tableText } from './text.ts';

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
  const steps = derivationTable(predicted, config.rateExponents);
  const solved = Object.fromEntries(solutions.map((one) => [one.goal.name, solvedGoal(one)]));
  const derivation = derivationOf(problem, predicted, solutions);
  const result = { problem: config, steps, solutions: solved, derivation };
  await run.artifact('result.json', resultJson(record, { version: 1, ...result }));
  const shown =
    show === 'derivation'
      ? `${tableText(steps)}\n\n${derivation.text}`
      : solutions.map((one) => conclusionOf(one).text).join('\n');
  log(shown.replace(/^(?=.)/gm, '  '));
  return { status: 'finished', summary: { steps: steps.length, ...largestOf(solutions) } };
}

/** A goal as it is recorded: rate exponents as numbers, null where there is none or it is infinite. */
const solvedGoal = (solution: Solution) => {
  const { rates, forEver, largest, logTime, failure } = solution;
  return {
    conclusion: conclusionOf(solution),
    rates: rates.map(endsOf),
    forEver: forEver.map(endsOf),
    largest: largest.map((c) => c?.valueOf() ?? null),
    logTime: logTime.map(({ rate, power }) => ({ rate: rate.valueOf(), power: power.valueOf() })),
    // Where no rate exponent is left: at which step, and which quantity should be of which order.
    failure: failure
      ? { step: failure.step, quantity: failure.demand.quantity, order: failure.demand.order }
      : null,
  };
};

const endsOf = ({ low, high }: RateInterval) =>
  [low?.valueOf() ?? null, high?.valueOf() ?? null] as const;

/** The largest rate exponent of each goal that has one. */
const largestOf = (solutions: readonly Solution[]): Record<string, number> =>
  Object.fromEntries(
    solutions.flatMap(({ goal, rates }) => {
      const high = rates.at(-1)?.high;
      return high ? [[goal.name, high.valueOf()]] : [];
    }),
  );

/** A finished run in one line. */
function describe({ steps, ...goals }: Readonly<Record<string, number>>): string {
  const found = Object.entries(goals).map(([goal, c]) => `${goal.replaceAll('-', ' ')} ${c}`);
  return `over ${steps} steps, the largest c: ${found.join(', ') || 'none for any goal'}`;
}
