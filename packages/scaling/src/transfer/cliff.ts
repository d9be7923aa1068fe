import { leverage } from '../rate-grid/trend.ts';
import { mostAtEdge } from './at-edge.ts';

/** Losses as a report has them: by width, rate and seed. */
interface Tried {
  readonly widths: readonly number[];
  /** Ascending, at a constant ratio. */
  readonly rates: readonly number[];
  readonly losses: readonly (readonly (readonly (number | null)[])[])[];
}

/**
 * How much the exponent of the best rate can change, at most, since best rates lie beside one that diverged: each is then known to half
 * a step of the rates alone, whatever the seeds agree on. 0 where no more than a tenth lie so.
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
