import { constant, exactlyAt, type Exponent } from '../algebra/exponent.ts';
import { sameIntervals, type Interval } from '../algebra/interval.ts';
import { quantitySymbols } from '../prediction/problem.ts';
import type { Failure, LogTime, Solution } from '../rates/solve.ts';
import { say, written, type StatementPart, type Statement } from './statement.ts';

/** The goal of a solution, and the rate exponents that reach it, or why none does. */
export const conclusionOf = (solution: Solution): Statement => {
  const { goal, rates, failure, logTime } = solution;
  const duration = failure ? reasonOf(failure) : durationOf(solution);
  return written(say`${goal.title}: ${{ rates }}${duration}${logTime.flatMap(logTimeOf)}`);
};

function durationOf({ rates, forEver, largest }: Solution): StatementPart[] {
  const these = ` over ${largest.length} steps`;
  if (forEver.length === 0) return say`${these}, which do not show whether it lasts`;
  if (sameIntervals(rates, forEver)) return say` over any fixed number of steps`;
  return say`${these}; over any fixed number of steps: ${{ rates: forEver }}`;
}

function logTimeOf({ rate, power }: LogTime): StatementPart[] {
  const rates = { rates: [{ low: rate, high: rate }] };
  const times = { order: constant(power) };
  return say`. After $Θ(log n)$ steps, if each multiplies by a constant above 1 in size: ${rates}, where what it multiplies has become ${times} times as large; where steps contract, never`;
}

function reasonOf({ step, demand, exponent, left }: Failure): StatementPart[] {
  const quantity = { formula: quantitySymbols[demand.quantity] };
  const [found, wanted] = [{ order: orderOver(exponent, left) }, { formula: demand.order }];
  return say`. What comes before leaves ${{ rates: left }}, where ${quantity} of step ${String(step)} is ${found}, not ${wanted}`;
}

/** The exponent as a number where only one rate exponent is left. */
function orderOver(exponent: Exponent, [only, ...more]: readonly Interval[]): Exponent {
  const point = more.length === 0 && only?.high && only.low?.equals(only.high) && only.low;
  const value = point ? exactlyAt(exponent, point) : undefined;
  return value ? constant(value) : exponent;
}
