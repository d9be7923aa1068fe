import { mean } from './moments.ts';
import { tInterval } from './student.ts';

/** y ≈ factor · x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** 95% interval of the exponent; absent for two points, which leave no error. */
  readonly interval?: readonly [number, number];
}

/**
 * The best-fitting power law: the least-squares line of log y on log x. Undefined for fewer than
 * two distinct x. The interval is Student's t with n − 2 degrees of freedom: it covers scatter
 * about the line, but not a different shape of curve.
 */
export function powerLaw(
  points: readonly { readonly x: number; readonly y: number }[],
): PowerLaw | undefined {
  if (new Set(points.map(({ x }) => x)).size < 2) return undefined;
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const centre = { x: mean(logs.map(({ x }) => x)), y: mean(logs.map(({ y }) => y)) };
  const sum = (term: (x: number, y: number) => number) =>
    logs.reduce((total, { x, y }) => total + term(x - centre.x, y - centre.y), 0);
  const squares = sum((x) => x * x);
  const exponent = sum((x, y) => x * y) / squares;
  const law = { exponent, factor: Math.exp(centre.y - exponent * centre.x) };
  const freedom = points.length - 2;
  if (freedom < 1) return law;
  const residual = sum((x, y) => (y - exponent * x) ** 2) / freedom;
  return { ...law, interval: tInterval(exponent, Math.sqrt(residual / squares), freedom) };
}
