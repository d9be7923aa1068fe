import { incompleteBeta, logGamma } from './beta.ts';
import { noValues } from './errors.ts';

/**
 * The probability that |T| ≥ |t| under Student's t with the given, possibly fractional, degrees of freedom.
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

/** The |t| that Student's t exceeds with probability `outside`. */
export function tQuantile(degreesOfFreedom: number, outside: number): number {
  if (!(degreesOfFreedom > 0)) throw noValues('t interval', 2, degreesOfFreedom + 1);
  const half = degreesOfFreedom / 2;
  const scale =
    2 / (Math.sqrt(degreesOfFreedom * Math.PI) * Math.exp(logGamma(half) - logGamma(half + 0.5)));
  let t = 2;
  let step: number;
  // Newton's method on ln P over ln t, which is concave: from the second step on it converges from
  // one side. Each step about squares the error.
  do {
    const p = studentP(t, degreesOfFreedom);
    const density = scale * (1 + (t * t) / degreesOfFreedom) ** -(half + 0.5);
    step = (Math.log(p / outside) * p) / (t * density);
    t *= Math.exp(step);
  } while (Math.abs(step) > 1e-8);
  return t;
}
