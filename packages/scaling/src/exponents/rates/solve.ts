import { subtract, type Exponent } from '../algebra/exponent.ts';
import { valueOf } from '../prediction/factor-model.ts';
import { goals, type Demand, type Goal } from './goals.ts';
import {
  everywhere,
  intersect,
  whereBounded,
  whereOrder1,
  type Interval,
} from '../algebra/interval.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem, ExponentStep } from '../prediction/problem.ts';

/** The demand that no rate exponent meets any more, and what was left by those before it. */
export interface Failure {
  readonly step: number;
  readonly demand: Demand;
  readonly exponent: Exponent;
  readonly left: readonly Interval[];
}

/** The rate exponents that reach a goal. */
export interface Solution {
  readonly goal: Goal;
  /** At all the steps that were predicted. */
  readonly rates: readonly Interval[];
  /** At every later step too, however many follow. */
  readonly forEver: readonly Interval[];
  readonly failure: Failure | undefined;
}

/** The rate exponents that reach each of the `goals`. `steps` are the problem's, where they are known already. */
export const solveRates = (
  problem: ExponentProblem,
  steps: readonly ExponentStep[] = predictExponents(problem),
): Solution[] => goals.map((goal) => solve(problem, steps, goal));

/** Solves for the rate exponents c that reach a goal at each of the predicted steps. */
export function solve(
  problem: ExponentProblem,
  steps: readonly ExponentStep[],
  goal: Goal,
): Solution {
  let rates: readonly Interval[] = everywhere;
  for (const { step, quantities } of steps) {
    for (const demand of goal.demands) {
      if (step < firstStepOf(demand, problem)) continue;
      const left = rates;
      rates = intersect(left, whereMet(demand, quantities));
      if (rates.length > 0) continue;
      const exponent = quantities[demand.quantity];
      return { goal, rates, forEver: [], failure: { step, demand, exponent, left } };
    }
  }
  return { goal, rates, forEver: lasting(problem, steps, goal, rates), failure: undefined };
}

type Quantities = ExponentStep['quantities'];

const whereMet = ({ quantity, order }: Demand, quantities: Quantities): readonly Interval[] =>
  order === 'O(1)' ? whereBounded(quantities[quantity]) : whereOrder1(quantities[quantity]);

/** Where all later steps are as the last, and the last meets what may be asked of later ones only. */
function lasting(
  problem: ExponentProblem,
  steps: readonly ExponentStep[],
  goal: Goal,
  rates: readonly Interval[],
): readonly Interval[] {
  const last = steps.at(-1)?.quantities;
  if (!last) return [];
  return goal.demands
    .map((demand) => whereMet(demand, last))
    .reduce(intersect, intersect(rates, steadyRates(problem, steps)));
}

/**
 * Where the last step left the exponents of all parameters as they were. A step depends on nothing
 * else once the ramp is over, so there every later step has the exponents of the last.
 */
export function steadyRates(
  problem: ExponentProblem,
  steps: readonly ExponentStep[],
): readonly Interval[] {
  const [before, last] = steps.slice(-2);
  const settled = Math.max(problem.ramp ?? 0, firstGradient(problem));
  if (!before || !last || last.step <= settled) return [];
  return Object.entries(last.parameters).reduce<readonly Interval[]>((rates, [name, after]) => {
    const earlier = valueOf(before.parameters, name);
    return [...after].reduce((left, [direction, exponent]) => {
      const was = earlier.get(direction);
      return was ? intersect(left, whereOrder1(subtract(exponent, was))) : [];
    }, rates);
  }, everywhere);
}

const firstStepOf = ({ from }: Demand, problem: ExponentProblem): number =>
  from === undefined ? 1 : firstGradient(problem) + from - 1;

/** At the start of a ramp u is 0, and so is the gradient of the first step. */
const firstGradient = ({ ramp = 0 }: ExponentProblem): number => (ramp > 0 ? 2 : 1);
