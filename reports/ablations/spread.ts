import { type GlueSetting, hasLearned, mostOf, type Pair } from '@singlora/comparison';
import { curvesOf, interpolated, recorded, type Curve, type ScoreAt } from './curve.ts';
import type { HalfScores } from './halves.ts';
import type { Sweep, SweepPoint } from './sweep.ts';

/** The spread of a score over a range of rates: the maximum minus the minimum, seed by seed. */
export type Spread = NonNullable<ReturnType<typeof spreadOf>>;

export type RateRange = readonly [low: number, high: number];

/** The maximum minus the minimum score between two rates; undefined where the curve does not cover them. */
function spreadBetween(curve: Curve, [low, high]: RateRange): number | undefined {
  const [left, right] = [interpolated(curve, low), interpolated(curve, high)];
  if (left === undefined || right === undefined) return undefined;
  const inside = curve.filter(({ rate }) => rate > low && rate < high).map(({ score }) => score);
  return Math.max(left, right, ...inside) - Math.min(left, right, ...inside);
}

/** The points that determine a range's scores: those inside, and the neighbours of an end between two points. */
function pointsOver({ points }: Sweep, [low, high]: RateRange): readonly SweepPoint[] {
  const before = points.filter(({ x }) => x <= low * (1 + 1e-9)).at(-1)?.x ?? low;
  const after = points.find(({ x }) => x >= high * (1 - 1e-9))?.x ?? high;
  return points.filter(({ x }) => x >= before && x <= after);
}

/** A sweep's spread, from the recorded scores or from those on `half` of the rows. Undefined where no seed has all of them. */
export function spreadOf(
  setting: GlueSetting,
  sweep: Sweep,
  rangeOf: (seed: number) => RateRange,
  half?: HalfScores,
) {
  const scoreAt: ScoreAt = half ? ({ variant }, seed) => half.get(variant)?.get(seed) : recorded;
  const told = [...curvesOf(sweep, scoreAt)].flatMap(([seed, curve]) => {
    const range = rangeOf(seed);
    const spread = spreadBetween(curve, range);
    return spread === undefined ? [] : [{ seed, range, spread }];
  });
  if (told.length === 0) return undefined;
  return {
    bySeed: told.map(({ seed, spread }) => ({ seed, spread })),
    mean: told.reduce((sum, { spread }) => sum + spread, 0) / told.length,
    /** Whether the method is above the floor at every rate of the spread: flat at the floor does not mean robust. */
    learned: told
      .flatMap(({ range }) => pointsOver(sweep, range))
      .every(({ variant }) => hasLearned(variant, setting)),
  };
}

/** The point with the highest mean score over all seeds but one, recorded or on `half` of the rows; undefined without any. */
export function bestPoint({ points }: Sweep, half?: HalfScores, without?: number) {
  const meanOf = ({ variant }: SweepPoint) => {
    const own = half?.get(variant);
    let [sum, n] = [0, 0];
    for (const { seed, score } of variant.runs) {
      if (seed === without) continue;
      sum += own?.get(seed) ?? score;
      n += 1;
    }
    return sum / n;
  };
  return mostOf(points, meanOf);
}

/** The range from rate/√factor to rate·√factor, shifted inwards at the ends of the tried rates. */
export function rangeAround(rate: number, { points }: Sweep, factor: number): RateRange {
  const [least, most] = [points[0]?.x ?? NaN, points.at(-1)?.x ?? NaN];
  const low = Math.max(least, Math.min(rate / Math.sqrt(factor), most / factor));
  return [low, Math.min(most, low * factor)];
}

/** The differences of two spreads, the first minus the second, on their common seeds; empty without any. */
export function spreadPairs(one: Spread, other: Spread): Pair[] {
  return one.bySeed.flatMap(({ seed, spread }) => {
    const partner = other.bySeed.find((candidate) => candidate.seed === seed);
    return partner ? [{ name: `seed ${seed}`, difference: spread - partner.spread }] : [];
  });
}
