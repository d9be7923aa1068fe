import type { Pair } from '@singlora/comparison';
import { format } from '@singlora/reporting';
import { jackknife, mean } from '@singlora/statistics';
import { curvesOf, recorded, type Curve } from './curve.ts';
import type { Sweep } from './sweep.ts';

/** A score is good within this distance of the best: one point. */
const goodWithin = 0.01;

/**
 * The learning rates around a method's best at which its mean score over seeds is good. A range
 * that ends at the lowest or highest rate tried is cut: it may be wider.
 */
export type GoodRange = ReturnType<typeof rangeOf>;

/** The range over all seeds with a score at every rate; undefined without any. */
export function goodRange(sweep: Sweep): GoodRange | undefined {
  const curves = [...curvesOf(sweep, recorded).values()];
  return curves.length > 0 ? rangeOf(meanCurve(curves)) : undefined;
}

/** "1.8e-4 to 2.2e-3 (a factor of 12)"; "at least" where it ends at the lowest or highest rate tried. */
export const goodRangeText = ({ low, high, isCut }: GoodRange): string =>
  `${rounded(low)} to ${rounded(high)} (a factor of ${isCut ? 'at least ' : ''}${rounded(high / low)})`;

/** Two digits of a rate or factor. */
export const rounded = (value: number): string => format.setting(Number(value.toPrecision(2)));

/**
 * The difference of two ranges' widths, the first minus the second, in powers of ten. A range follows from
 * the mean over seeds and not from one seed, so each shared seed has a pseudo-value of the jackknife.
 */
export function widthPairs(one: Sweep, other: Sweep): Pair[] {
  const [own, others] = [one, other].map((sweep) => curvesOf(sweep, recorded)) as [
    Map<number, Curve>,
    Map<number, Curve>,
  ];
  const seeds = [...own.keys()].filter((seed) => others.has(seed));
  if (seeds.length < 2) return [];
  const width = (curves: Map<number, Curve>, kept: readonly number[]) => {
    const all = kept.map((place) => curves.get(seeds[place] as number) as Curve);
    const { low, high } = rangeOf(meanCurve(all));
    return Math.log10(high / low);
  };
  const values = jackknife(seeds.length, (kept) => width(own, kept) - width(others, kept));
  return values.map((difference, place) => ({ name: `seed ${seeds[place]}`, difference }));
}

const meanCurve = (curves: readonly Curve[]): Curve =>
  (curves[0] as Curve).map(({ rate }, at) => ({
    rate,
    score: mean(curves.map((curve) => curve[at]?.score as number)),
  }));

function rangeOf(curve: Curve) {
  const most = Math.max(...curve.map(({ score }) => score));
  const best = curve.findIndex(({ score }) => score === most);
  const least = most - goodWithin;
  const down = endOf(curve.slice(0, best + 1).toReversed(), least);
  const up = endOf(curve.slice(best), least);
  return { low: down.rate, high: up.rate, isCut: down.isCut || up.isCut };
}

/** The rate at which a curve, followed from its best, falls below a score, by linear interpolation over the logarithm of the rate. */
function endOf(side: Curve, least: number) {
  const below = side.findIndex(({ score }) => score < least);
  const [good, bad] = [side.at(below < 0 ? -1 : below - 1), side[below]] as [Curve[0], Curve[0]?];
  if (!bad) return { rate: good.rate, isCut: true };
  const share = (good.score - least) / (good.score - bad.score);
  return { rate: good.rate * (bad.rate / good.rate) ** share, isCut: false };
}
