import { constant, exactlyAt, type Exponent } from '../algebra/exponent.ts';
import { sameIntervals, type Interval } from '../algebra/interval.ts';
import { quantitySymbols } from './notation.ts';
import type { Failure, LogTime, Solution } from '../rates/solve.ts';
import { written, type Part, type Statement } from './statement.ts';

/** What was solved for, and which rate exponents do it; or why none does. */
export const conclusionOf = ({
  goal,
  rates,
  largest,
  forEver,
  logTime,
  failure,
}: Solution): Statement =>
  written([
    ...goal.title,
    ': ',
    { rates },
    ...(failure ? reasonOf(failure) : durationOf(rates, forEver, largest.length)),
    ...logTime.flatMap(logTimeOf),
  ]);

function durationOf(
  rates: readonly Interval[],
  forEver: readonly Interval[],
  steps: number,
): Part[] {
  const these = ` over ${steps} steps`;
  if (forEver.length === 0) return [these, ', which do not show whether it lasts'];
  if (sameIntervals(rates, forEver)) return [' over any fixed number of steps'];
  return [these, '; over any fixed number of steps: ', { rates: forEver }];
}

const logTimeOf = ({ rate, power }: LogTime): Part[] => [
  '. After ',
  { formula: 'Θ(log n)' },
  ' steps and from then on: ',
  { rates: [{ low: rate, high: rate }] },
  ', where what each step multiplies by a constant has become ',
  { order: constant(power) },
  ' times as large',
];

function reasonOf({ step, demand, exponent, left }: Failure): Part[] {
  return [
    '. What comes before leaves ',
    { rates: left },
    ', where ',
    { formula: quantitySymbols[demand.quantity] },
    ` of step ${step} is `,
    { order: orderOver(exponent, left) },
    ', not ',
    { formula: demand.order },
  ];
}

/** The exponent as a number where only one rate exponent is left. */
function orderOver(exponent: Exponent, [only, ...more]: readonly Interval[]): Exponent {
  const point = more.length === 0 && only?.high && only.low?.equals(only.high) && only.low;
  const value = point ? exactlyAt(exponent, point) : undefined;
  return value ? constant(value) : exponent;
}
