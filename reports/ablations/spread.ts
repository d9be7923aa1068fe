import { pairedT } from '@singlora/statistics';
import type { Setting } from '../glue/setting.ts';
import type { Sweep } from './sweep.ts';

/** Scores of one seed by rate, ascending. */
type Curve = readonly { readonly rate: number; readonly score: number }[];

/** How much a score moves over a range of rates: its largest less its smallest, seed by seed. */
export interface Spread {
  readonly mean: number;
  readonly bySeed: readonly { readonly seed: number; readonly spread: number }[];
}

/**
 * Each seed's curve over all rates; only seeds that ran at every rate. A run that diverged counts as
 * always giving the most frequent answer, the least that a model without an answer can be given.
 */
export function curvesOf({ baseline = NaN }: Setting, { points }: Sweep): Map<number, Curve> {
  const seedsOf = ({ variant, diverged }: Sweep['points'][number]) => [
    ...(variant?.runs.map(({ seed }) => seed) ?? []),
    ...diverged,
  ];
  const [first, ...rest] = points.map(seedsOf);
  const seeds = (first ?? []).filter((seed) => rest.every((one) => one.includes(seed)));
  return new Map(
    seeds.map((seed) => [
      seed,
      points.map(({ x, variant }) => ({
        rate: x,
        score: variant?.runs.find((run) => run.seed === seed)?.score ?? baseline,
      })),
    ]),
  );
}

/** Between the rates, the score is taken to be straight on the logarithmic axis; undefined beyond them. */
function scoreAt(curve: Curve, rate: number): number | undefined {
  const above = curve.findIndex((point) => point.rate >= rate * (1 - 1e-9));
  const [high, low] = [curve[above], curve[above - 1]];
  if (!high || (!low && high.rate > rate * (1 + 1e-9))) return undefined;
  if (!low || high.rate <= rate * (1 + 1e-9)) return high.score;
  const share = Math.log(rate / low.rate) / Math.log(high.rate / low.rate);
  return low.score + share * (high.score - low.score);
}

/** Largest less smallest score from one rate to another; undefined where the curve does not reach. */
function spreadBetween(curve: Curve, low: number, high: number): number | undefined {
  const [left, right] = [scoreAt(curve, low), scoreAt(curve, high)];
  if (left === undefined || right === undefined) return undefined;
  const inside = curve.filter(({ rate }) => rate > low && rate < high).map(({ score }) => score);
  return Math.max(left, right, ...inside) - Math.min(left, right, ...inside);
}

/** A range of rates: fixed, or a factor around the rate that is best on the mean over seeds. */
export type Range = readonly [number, number] | { readonly aroundBest: number };

export function spreadOf(setting: Setting, sweep: Sweep, range: Range): Spread | undefined {
  const curves = curvesOf(setting, sweep);
  const [low, high] =
    'aroundBest' in range ? around(bestRate(sweep), sweep, range.aroundBest) : range;
  const bySeed = [...curves].flatMap(([seed, curve]) => {
    const spread = spreadBetween(curve, low, high);
    return spread === undefined ? [] : [{ seed, spread }];
  });
  if (bySeed.length === 0) return undefined;
  return { bySeed, mean: bySeed.reduce((sum, { spread }) => sum + spread, 0) / bySeed.length };
}

/** The rate with the highest mean score. */
export function bestRate({ points }: Sweep): number {
  const scored = points.flatMap(({ x, variant }) =>
    variant ? [{ x, y: variant.score.mean }] : [],
  );
  return scored.reduce((best, next) => (next.y > best.y ? next : best), { x: NaN, y: -Infinity }).x;
}

/** From rate/√factor to rate·√factor, moved inwards at the ends of what was tried. */
function around(rate: number, { points }: Sweep, factor: number): [number, number] {
  const [least, most] = [points[0]?.x ?? NaN, points.at(-1)?.x ?? NaN];
  const low = Math.max(least, Math.min(rate / Math.sqrt(factor), most / factor));
  return [low, Math.min(most, low * factor)];
}

/** By how much the second moves more than the first, on the seeds of both; the paired t test over seeds. */
export function spreadDifference(
  one: Spread,
  other: Spread,
): ReturnType<typeof pairedT> | undefined {
  const differences = one.bySeed.flatMap(({ seed, spread }) => {
    const partner = other.bySeed.find((candidate) => candidate.seed === seed);
    return partner ? [partner.spread - spread] : [];
  });
  return differences.length > 0 ? pairedT(differences) : undefined;
}
