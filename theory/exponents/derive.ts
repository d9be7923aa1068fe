import {
  conclusionOf,
  derivationOf,
  derivationTable,
  factorsOf,
  predictExponents,
  solveRates,
  type BackwardSignal,
  type ExponentProblem,
  type RateInterval,
  type Solution,
} from '@singlora/scaling';
import type { Make } from '../experiment.ts';
import type { ConfigOf, ResultOf } from '../record.ts';
import type { record } from './record.ts';
import { tableText } from './text.ts';

export type ExponentConfig = ConfigOf<typeof record>;

/** Derives and solves a problem, and prints the requested parts. */
export const derive =
  ({
    show,
  }: {
    readonly show: 'conclusions' | 'derivation';
  }): Make<ExponentConfig, ResultOf<typeof record>> =>
  async (config, { log, pause }) => {
    await pause();
    const problem = problemOf(config);
    const predicted = predictExponents(problem);
    const solved = solveRates(problem, predicted);
    const steps = derivationTable(predicted, config.rateExponents);
    const solutions = Object.fromEntries(solved.map((one) => [one.goal.name, solvedGoal(one)]));
    const derivation = derivationOf(problem, predicted, solved);
    const shown =
      show === 'derivation'
        ? `${tableText(steps)}\n\n${derivation.text}`
        : solved.map((one) => conclusionOf(one).text).join('\n');
    log(shown.replace(/^(?=.)/gm, '  '));
    return {
      result: { version: 1, problem: config, steps, solutions, derivation },
      summary: { steps: steps.length, ...largestOf(solved) },
    };
  };

const signals: Readonly<Record<ExponentConfig['signal'], BackwardSignal>> = {
  error: { kind: 'error' },
  'mean-error': { kind: 'error', averaged: true },
  readout: { kind: 'readout', exponent: -1 / 2 },
  'mup-readout': { kind: 'readout', exponent: -1 },
};

const problemOf = ({ signal, ...config }: ExponentConfig): ExponentProblem => ({
  ...config,
  factors: factorsOf(config),
  signal: signals[signal],
});

/** A goal in recorded form: rate exponents as numbers, null where one is missing or infinite. */
const solvedGoal = (solution: Solution) => {
  const { rates, forEver, largest, logTime, failure } = solution;
  return {
    conclusion: conclusionOf(solution),
    rates: rates.map(endsOf),
    forEver: forEver.map(endsOf),
    largest: largest.map((c) => c?.valueOf() ?? null),
    logTime: logTime.map(({ rate, power }) => ({ rate: rate.valueOf(), power: power.valueOf() })),
    // Where no rate exponent remains: the step, the quantity and its required order.
    failure: failure
      ? { step: failure.step, quantity: failure.demand.quantity, order: failure.demand.order }
      : null,
  };
};

const endsOf = ({ low, high }: RateInterval) =>
  [low?.valueOf() ?? null, high?.valueOf() ?? null] as const;

/** The largest rate exponent of each goal, where there is one. */
const largestOf = (solutions: readonly Solution[]): Record<string, number> =>
  Object.fromEntries(
    solutions.flatMap(({ goal, rates }) => {
      const high = rates.at(-1)?.high;
      return high ? [[goal.name, high.valueOf()]] : [];
    }),
  );
