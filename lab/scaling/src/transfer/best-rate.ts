export type BestRate = NonNullable<ReturnType<typeof interpolatedBestRate>>;

/**
 * The rate of the lowest loss, interpolated between the rates tried, and whether it is the smallest or largest of them, so that a
 * better one may lie outside. It is the vertex of the parabola through the
 * logarithms of the lowest loss and its neighbours' losses, at equidistant logarithms of the rate. A diverged neighbour
 * counts as infinite and pushes the vertex half a step away from it. Undefined where every rate diverged.
 */
export function interpolatedBestRate(rates: readonly number[], losses: readonly (number | null)[]) {
  const logs = losses.map((loss) => (loss === null ? Infinity : Math.log(loss)));
  const best = logs.indexOf(Math.min(...logs));
  const [middle = Infinity, before, after] = [logs[best], logs[best - 1], logs[best + 1]];
  const rate = rates[best];
  if (rate === undefined || middle === Infinity) return undefined;
  if (before === undefined || after === undefined) return { rate, atEdge: true };
  const ratio = (rates[best + 1] ?? rate) / rate;
  return { rate: rate * ratio ** vertex(before - middle, after - middle), atEdge: false };
}

/** The vertex of a parabola through (−1, before), (0, 0) and (1, after), both ≥ 0: from −½ to ½. */
function vertex(before: number, after: number): number {
  if (before === after) return 0;
  if (before === Infinity) return 1 / 2;
  if (after === Infinity) return -1 / 2;
  return (before - after) / (before + after) / 2;
}
