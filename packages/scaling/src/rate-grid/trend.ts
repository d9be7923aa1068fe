import { slopeOf } from '../slopes/slope.ts';
import { isEnd, ratioOf, triedRates, type RatedSeeds, type Rates } from './cell.ts';

export interface WidthCells {
  readonly width: number;
  readonly cells: readonly RatedSeeds[];
}

/**
 * The growth with the width of each rate, by name, and of the second over the first as `ratio`. Null where fewer than three
 * widths have two seeds with a found rate. `resolution` is the largest change of the slope that rounding to the lattice of
 * rates can cause. `atEdge` counts the found rates, one per width and seed, at an end of the lattice: the slope then says little.
 *
 * @param find finds rates in the cells of a width, for one seed: see {@link bestForSeed}, {@link stableForSeed}
 */
export function rateTrends(
  widths: readonly WidthCells[],
  find: (cells: readonly RatedSeeds[], seed: number) => Rates | undefined,
) {
  const tried = triedRates(widths.flatMap(({ cells }) => cells));
  const found = widths.map(({ width, cells }) => {
    const each = (cells[0]?.losses ?? []).map((_, seed) => find(cells, seed));
    return { width, seeds: each.filter((rates) => rates !== undefined) };
  });
  const trend = (names: readonly string[], of: (rates: Rates) => number | null) => {
    const points = found
      .filter(({ seeds }) => seeds.length >= 2)
      .map(({ width, seeds }) => ({ width, values: seeds.map((rates) => of(rates) ?? NaN) }));
    const slope = points.length < 3 ? null : slopeOf(points);
    if (!slope) return null;
    const spacing = names.reduce((sum, name) => sum + widestGap(tried[name] ?? []), 0);
    const resolution = (spacing / 2) * leverage(points.map(({ width }) => Math.log(width)));
    const isAtEdge = (rates: Rates) => names.some((name) => isEnd(tried[name], rates[name]));
    const atEdge = found.flatMap(({ seeds }) => seeds).filter(isAtEdge).length;
    return { ...slope, resolution, atEdge, points };
  };
  const names = Object.keys(tried);
  return Object.fromEntries([
    ...names.map((name) => [name, trend([name], (rates) => rates[name] ?? null)] as const),
    ...(names.length === 2 ? [['ratio', trend(names, ratioOf)] as const] : []),
  ]);
}

/** The largest difference between the logs of neighbours. */
const widestGap = (ascending: readonly number[]): number =>
  Math.max(0, ...ascending.slice(1).map((rate, i) => Math.log(rate / (ascending[i] ?? rate))));

/** The largest change of the slope over these x when every y moves by up to 1. */
export function leverage(x: readonly number[]): number {
  const centre = x.reduce((sum, one) => sum + one, 0) / x.length;
  const off = x.map((one) => Math.abs(one - centre));
  return off.reduce((sum, one) => sum + one, 0) / off.reduce((sum, one) => sum + one ** 2, 0);
}
