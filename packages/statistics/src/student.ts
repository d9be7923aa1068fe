import { incompleteBeta } from './beta.ts';
import { noValues } from './errors.ts';

/**
 * The probability that |T| ≥ |t| under Student's t with the given degrees of freedom, which need not be whole.
 * @throws {StatisticsError} NO_VALUES for no degrees of freedom
 */
export function studentP(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) throw noValues('t test', 2, degreesOfFreedom + 1);
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/**
 * The 97.5% quantile of Student's t: the half width of a 95% interval in standard errors.
 * @throws {StatisticsError} NO_VALUES for no degrees of freedom
 */
export const tQuantile975 = (degreesOfFreedom: number): number => tQuantile(degreesOfFreedom, 0.05);

/** Quantiles by probability and whole degrees of freedom: a page asks thousands of times for a few. */
const known = new Map<number, Map<number, number>>();

/** The |t| that Student's t exceeds with the probability `outside`. */
export function tQuantile(degreesOfFreedom: number, outside: number): number {
  if (!(degreesOfFreedom > 0)) throw noValues('t interval', 2, degreesOfFreedom + 1);
  if (!Number.isInteger(degreesOfFreedom)) return bisected(degreesOfFreedom, outside);
  const own = known.get(outside) ?? new Map<number, number>();
  known.set(outside, own);
  const found = own.get(degreesOfFreedom) ?? bisected(degreesOfFreedom, outside);
  own.set(degreesOfFreedom, found);
  return found;
}

function bisected(degreesOfFreedom: number, outside: number): number {
  let [low, high] = [0, 2];
  while (studentP(high, degreesOfFreedom) > outside) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentP(middle, degreesOfFreedom) > outside) low = middle;
    else high = middle;
  }
  return high;
}
