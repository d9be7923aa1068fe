import type { Sweep, SweepPoint } from './sweep.ts';

/** Scores of one seed by rate, ascending. */
export type Curve = readonly { readonly rate: number; readonly score: number }[];

/** The score of a seed at a point of the sweep. */
export type ScoreAt = (point: SweepPoint, seed: number) => number | undefined;

export const recorded: ScoreAt = ({ variant }, seed) =>
  variant.runs.find((run) => run.seed === seed)?.score;

/** Each seed's curve over all rates; only seeds that have a score at every rate. */
export function curvesOf({ points }: Sweep, scoreAt: ScoreAt): Map<number, Curve> {
  const curves = new Map<number, Curve>();
  for (const { seed } of points[0]?.variant.runs ?? []) {
    const curve = points.flatMap((point) => {
      const score = scoreAt(point, seed);
      return score === undefined ? [] : [{ rate: point.x, score }];
    });
    if (curve.length === points.length) curves.set(seed, curve);
  }
  return curves;
}

/** The score at a rate, by linear interpolation over the logarithm of the rate; undefined outside the tried rates. */
export function interpolated(curve: Curve, rate: number): number | undefined {
  const above = curve.findIndex((point) => point.rate >= rate * (1 - 1e-9));
  const [high, low] = [curve[above], curve[above - 1]];
  if (!high || (!low && high.rate > rate * (1 + 1e-9))) return undefined;
  if (!low || high.rate <= rate * (1 + 1e-9)) return high.score;
  const share = Math.log(rate / low.rate) / Math.log(high.rate / low.rate);
  return low.score + share * (high.score - low.score);
}
