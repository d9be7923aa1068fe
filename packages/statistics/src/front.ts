/** A cost, and the gain for it. */
export interface CostAndGain {
  readonly cost: number;
  readonly gain: number;
}

/** The Pareto front, sorted by cost: the points whose gain exceeds that of all points of equal or lower cost. */
export function frontOf<Point extends CostAndGain>(points: readonly Point[]): Point[] {
  let most = -Infinity;
  return points
    .toSorted((a, b) => a.cost - b.cost || b.gain - a.gain)
    .filter(({ gain }) => {
      const rises = gain > most;
      most = Math.max(most, gain);
      return rises;
    });
}

/** The range of costs that two fronts share; undefined where they share none. */
export function sharedCosts(
  one: readonly CostAndGain[],
  other: readonly CostAndGain[],
): readonly [number, number] | undefined {
  const [from, to] = [
    Math.max(one[0]?.cost ?? NaN, other[0]?.cost ?? NaN),
    Math.min(one.at(-1)?.cost ?? NaN, other.at(-1)?.cost ?? NaN),
  ];
  return from < to ? [from, to] : undefined;
}

/** The mean of `value` over a range of costs within the points', which are sorted by cost, by linear interpolation. */
export function meanOver<Point extends CostAndGain>(
  front: readonly Point[],
  [from, to]: readonly [number, number],
  value: (point: Point) => number = ({ gain }) => gain,
): number {
  let area = 0;
  for (const [index, right] of front.entries()) {
    const left = front[index - 1];
    if (!left || right.cost <= from || left.cost >= to) continue;
    const at = (cost: number) =>
      value(left) + ((value(right) - value(left)) * (cost - left.cost)) / (right.cost - left.cost);
    const [a, b] = [Math.max(left.cost, from), Math.min(right.cost, to)];
    area += ((at(a) + at(b)) / 2) * (b - a);
  }
  return area / (to - from);
}
