import { leverage } from '../rate-grid/trend.ts';
import { mostAtEdge } from './at-edge.ts';

/** Losses in a report's layout: by width, rate and seed. */
interface Tried {
  readonly widths: readonly number[];
  /** Ascending, at a constant ratio. */
  readonly rates: readonly number[];
  readonly losses: readonly (readonly (readonly (number | null)[])[])[];
}

/**
 * The largest possible change of the best rate's exponent because best rates are next to a diverged one. Each is then
 * only known to half a step of the rates, however well seeds agree. 0 where no more than a tenth of them are.
 */
export function cliffRounding({ widths, rates: [first = 1, second = 1], losses }: Tried): number {
  const cells = losses.flatMap((byRate) =>
    (byRate[0] ?? []).map((_, seed) => byRate.map((bySeed) => bySeed[seed] ?? Infinity)),
  );
  const atCliff = cells.filter((column) => {
    const best = column.indexOf(Math.min(...column));
    return column[best] !== Infinity && column[best + 1] === Infinity;
  });
  if (atCliff.length <= mostAtEdge * cells.length) return 0;
  return (Math.log(second / first) / 2) * leverage(widths.map(Math.log));
}
