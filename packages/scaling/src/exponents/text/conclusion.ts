import { constant, exactlyAt, type Exponent } from '../algebra/exponent.ts';
import { sameIntervals, type Interval } from '../algebra/interval.ts';
import { quantitySymbols } from './notation.ts';
import type { Failure, Solution } from '../rates/solve.ts';
import { written, type Part, type Statement } from './statement.ts';

/** What was solved for, and which rate exponents do it; or why none does. */
export const conclusionOf = ({ goal, rates, forEver, failure }: Solution): Statement =>
  written([
    ...goal.title,
    ': ',
    { rates },
    ...(failure ? reasonOf(failure) : durationOf(rates, forEver)),
  ]);

function durationOf(rates: readonly Interval[], forEver: readonly Interval[]): Part[] {
  if (forEver.length === 0) return ['. These steps do not show whether it lasts'];
  if (sameIntervals(rates, forEver)) return [', for ever'];
  return ['; for ever: ', { rates: forEver }];
}

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
