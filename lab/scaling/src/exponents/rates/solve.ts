import type Fraction from 'fraction.js';
import { subtract, type Exponent } from '../algebra/exponent.ts';
import { parameterValue } from '../prediction/factor-model.ts';
import { goals, type Demand, type Goal } from './goals.ts';
import {
  everywhere,
  intersect,
  whereBounded,
  whereOrder1,
  type Interval,
} from '../algebra/interval.ts';
import { fromStart, growthAt, type LogTimeGrowth } from './log-time.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem, ExponentStep } from '../prediction/problem.ts';

/** The first demand that no rate exponent meets, and the rate exponents that met those before it. */
export interface Failure {
  readonly step: number;
  readonly demand: Demand;
  readonly exponent: Exponent;
  readonly left: readonly Interval[];
}

/** A rate exponent that reaches a goal after Θ(log n) steps. */
export interface LogTime {
  readonly rate: Fraction;
  /** By then, the parts that every step multiplies by a constant are n^power times as large. */
  readonly power: Fraction;
}

/** The rate exponents that reach a goal. This depends on whether the number of steps t is fixed while n grows. */
export interface Solution {
  readonly goal: Goal;
  /** The rate exponents that reach it at all predicted steps. */
  readonly rates: readonly Interval[];
  /** The largest that reaches it at the first t steps, by t from 1; undefined where there is no largest one. */
  readonly largest: readonly (Fraction | undefined)[];
  /** The rate exponents that reach it at any fixed number of steps while the width grows. */
  readonly forEver: readonly Interval[];
  /** The rate exponents that reach it from Θ(log n) steps on, where no fixed number suffices. */
  readonly logTime: readonly LogTime[];
  readonly failure: Failure | undefined;
}

/**
 * The rate exponents that reach each of the `goals`, but for goals with a demand on later steps than were predicted. `steps` are the
 * problem's, if already computed.
 */
export const solveRates = (
  problem: ExponentProblem,
  steps: readonly ExponentStep[] = predictExponents(problem),
): Solution[] =>
  goals
    .filter(({ demands }) => demands.every((one) => firstStepOf(one, problem) <= steps.length))
    .map((goal) => solve(problem, steps, goal));

export function solve(
  problem: ExponentProblem,
  steps: readonly ExponentStep[],
  goal: Goal,
): Solution {
  let rates: readonly Interval[] = everywhere;
  let failure: Failure | undefined;
  const largest = steps.map(({ step, quantities }) => {
    for (const demand of goal.demands) {
      if (failure || step < firstStepOf(demand, problem)) continue;
      const left = rates;
      rates = intersect(left, whereMet(demand, quantities));
      const exponent = quantities[demand.quantity];
      if (rates.length === 0) failure = { step, demand, exponent, left };
    }
    return rates.at(-1)?.high;
  });
  const logTime = growthsOf(problem, steps).flatMap((growth) => reached(growth, goal) ?? []);
  const last = steps.at(-1)?.quantities;
  // At these rates, later steps equal the last one, which meets every demand.
  const lasting = intersect(rates, steadyRates(problem, steps));
  const forEver =
    failure || !last
      ? []
      : goal.demands.map((demand) => whereMet(demand, last)).reduce(intersect, lasting);
  return { goal, rates, largest, forEver, logTime, failure };
}

/** The growths at the largest rates at which Δf stays bounded for any fixed number of steps. */
function growthsOf(problem: ExponentProblem, steps: readonly ExponentStep[]): LogTimeGrowth[] {
  const bounded = steps
    .map(({ quantities }) => whereBounded(quantities.deltaF))
    .reduce(intersect, steadyRates(problem, steps));
  return bounded.flatMap(({ high }) => (high && growthAt(problem, steps, high)) ?? []);
}

/** The first n^s at which a step meets all demands, if the bounded quantities stay so until then. */
function reached(
  { rate, quantities, lasts }: LogTimeGrowth,
  { demands }: Goal,
): LogTime | undefined {
  if (demands.some(({ from }) => from === 1)) return undefined; // asked of the first step
  const met = (order: Demand['order']) =>
    demands.filter((one) => one.order === order).map((one) => whereMet(one, quantities));
  const bounded = fromStart(met('O(1)').reduce(intersect, lasts));
  const [first] = met('Θ(1)').reduce(intersect, bounded);
  const power = first?.low;
  return power && power.n > 0n ? { rate, power } : undefined;
}

const whereMet = ({ quantity, order }: Demand, quantities: ExponentStep['quantities']) =>
  order === 'O(1)' ? whereBounded(quantities[quantity]) : whereOrder1(quantities[quantity]);

/**
 * The rate exponents at which the last step left all parameters' exponents unchanged. After the
 * ramp, a step depends on nothing else, so all later steps have the last step's exponents.
 */
export function steadyRates(problem: ExponentProblem, steps: readonly ExponentStep[]) {
  const [before, last] = steps.slice(-2);
  const settled = Math.max(problem.ramp ?? 0, firstGradient(problem));
  if (!before || !last || last.step <= settled) return [];
  return Object.entries(last.parameters).reduce<readonly Interval[]>((rates, [name, after]) => {
    const earlier = parameterValue(before.parameters, name);
    return [...after].reduce((left, [direction, exponent]) => {
      const was = earlier.get(direction);
      return was ? intersect(left, whereOrder1(subtract(exponent, was))) : [];
    }, rates);
  }, everywhere);
}

const firstStepOf = ({ from }: Demand, problem: ExponentProblem): number =>
  from === undefined ? 1 : firstGradient(problem) + from - 1;

/** The first step with a gradient. At the start of a ramp u is 0, and so is the first step's gradient. */
const firstGradient = ({ ramp = 0 }: ExponentProblem): number => (ramp > 0 ? 2 : 1);
