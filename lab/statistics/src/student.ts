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

/** Student's t interval of a value: the true one lies outside with probability `outside`. Without a spread it is the value itself. */
export function tInterval(value: number, standardError: number, freedom: number, outside = 0.05) {
  const half = standardError > 0 ? tQuantile(freedom, outside) * standardError : standardError;
  return [value - half, value + half] as const;
}

/**
 * The |t| that Student's t exceeds with probability `outside`.
 * @throws {StatisticsError} NO_VALUES for no degrees of freedom
 */
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
