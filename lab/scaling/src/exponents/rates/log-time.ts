import Fraction from 'fraction.js';
import {
  constant,
  exactlyAt,
  isZero,
  linearExponent,
  max,
  subtract,
  zero,
  type Exponent,
} from '../algebra/exponent.ts';
import { intersect, whereBounded, whereOrder1, type Interval } from '../algebra/interval.ts';
import { along, plus, type Quantity } from '../algebra/quantity.ts';
import { mapValues, parameterValue, type ParameterValues } from '../prediction/factor-model.ts';
import { predictStep } from '../prediction/predict.ts';
import type { ExponentProblem, ExponentStep } from '../prediction/problem.ts';

/**
 * Training at a rate exponent at which every step multiplies parts of the parameters by a constant,
 * so that Θ(log n) steps multiply them by n^s, if that constant exceeds 1 in size. Exponents do not tell: its sign and size
 * are the gradient's, and a step that contracts, such as of a convex loss, reaches nothing. Nor do they tell what follows a fit. `quantities` are a step's exponents as functions of s in
 * place of c; `lasts` are the s up to which a step still multiplies those parts by a constant, and no part
 * by a power of n.
 */
export type LogTimeGrowth = NonNullable<ReturnType<typeof growthAt>>;

/**
 * The growth at a rate exponent where the parameters' exponents no longer change from step to step, so that
 * only constant factors can. A part grows where a step changes it by a Θ(1) share. A multiple of log n such
 * steps multiply all these parts by n^s, and the step is predicted again from there. Undefined where nothing
 * grows in proportion to itself: t steps of a fixed size add up to t of them, not to a power of n.
 */
export function growthAt(problem: ExponentProblem, steps: readonly ExponentStep[], rate: Fraction) {
  const last = steps.at(-1);
  if (!last) return undefined;
  const grows = (name: string, direction: string, size: Exponent) => {
    const change = parameterValue(last.changes, name).get(direction);
    const [was, by] = [exactlyAt(size, rate), change && exactlyAt(change, rate)];
    return was !== undefined && by !== undefined && was.equals(by);
  };
  const grown = mapValues(last.parameters, (quantity, name) =>
    mapTerms(quantity, (direction, size) => {
      const now = exactlyAt(size, rate) ?? new Fraction(0);
      return grows(name, direction, size) ? linearExponent(1, now) : constant(now);
    }),
  );
  const next = predictStep(problem, last.step + 1, grown, constant(rate));
  const shares = sharesOf(grown, next.changes);
  const growing = shares.filter(({ rises }) => rises);
  if (growing.length === 0) return undefined;
  const bounded = whereBounded(max(...shares.map(({ share }) => share)));
  const lasts = growing
    .map(({ share }) => whereOrder1(share))
    .reduce(intersect, fromStart(bounded));
  const longer = lasts.some(({ low, high }) => !high || !low?.equals(high));
  return longer ? { rate, quantities: next.quantities, lasts } : undefined;
}

/** The s from 0 on, without a gap. */
export const fromStart = (intervals: readonly Interval[]): readonly Interval[] =>
  intersect(intervals, [{ low: new Fraction(0), high: undefined }])
    .slice(0, 1)
    .filter(({ low }) => low?.n === 0n);

/** The change of each part in a step, relative to the part, and whether the part is among those that grow. */
const sharesOf = (values: ParameterValues, changes: ParameterValues) =>
  Object.entries(values).flatMap(([name, value]) =>
    [...value].flatMap(([direction, size]) => {
      const change = parameterValue(changes, name).get(direction) ?? zero;
      const rises = size.pieces.some(({ slope }) => slope.n > 0n);
      return isZero(change) ? [] : [{ share: subtract(change, size), rises }];
    }),
  );

const mapTerms = (quantity: Quantity, change: (direction: string, size: Exponent) => Exponent) =>
  plus(...[...quantity].map(([direction, size]) => along(direction, change(direction, size))));
