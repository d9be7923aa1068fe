import { agreementOf, mean } from '@singlora/statistics';
import { slopeOf, type PointsOfWidth } from '../slopes/slope.ts';

interface Part {
  readonly predicted: number;
  readonly points: readonly PointsOfWidth[];
}

/**
 * The growth of Δf at the first step, where each of its parts is one power of n: the measured slope, the largest
 * exponent of the parts, and the slope expected at these widths. The slope of a sum of powers of n is at each width the
 * average of their exponents, weighted by their shares of the sum of squares. The expected slope is the least-squares
 * slope of values with these local slopes. Undefined where a part was zero or not finite.
 */
export function firstStepOf(change: readonly PointsOfWidth[], parts: readonly Part[]) {
  const fit = slopeOf(change);
  const expected = slopeOf(risingBy(localSlopes(parts)));
  if (!fit || !expected) return undefined;
  return {
    step: 1,
    slope: fit,
    predicted: Math.max(...parts.map((part) => part.predicted)),
    expected: expected.slope,
    agreement: agreementOf(fit, expected.slope),
  };
}

type LocalSlope = ReturnType<typeof localSlopes>[number];

/** The slope of Δf at each width that follows from its parts, averaged over seeds. */
function localSlopes(parts: readonly Part[]) {
  const widths = parts[0]?.points.map(({ width }) => width) ?? [];
  return widths.map((width) => {
    const own = parts.map(({ predicted, points }) => ({
      predicted,
      values: points.find((point) => point.width === width)?.values ?? [],
    }));
    const slopes = (own[0]?.values ?? []).map((_, seed) => {
      const squares = own.map(({ values }) => (values[seed] ?? NaN) ** 2);
      const total = squares.reduce((sum, square) => sum + square, 0);
      return own.reduce(
        (sum, { predicted }, i) => sum + (predicted * (squares[i] ?? 0)) / total,
        0,
      );
    });
    return { width, slope: mean(slopes) };
  });
}

/** Values with these local slopes on log–log axes, by the trapezoidal rule; two equal values per width, since a fit needs two. */
function risingBy(slopes: readonly LocalSlope[]): PointsOfWidth[] {
  let log = 0;
  return slopes.map(({ width, slope }, i) => {
    const before = slopes[i - 1];
    if (before) log += ((before.slope + slope) / 2) * Math.log(width / before.width);
    return { width, values: [Math.exp(log), Math.exp(log)] };
  });
}
