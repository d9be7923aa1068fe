import { mostAtEdge } from './at-edge.ts';

/** Losses in a report's layout: by width, rate and seed. */
interface Tried {
  readonly widths: readonly number[];
  /** Ascending, at a constant ratio. */
  readonly rates: readonly number[];
  readonly losses: readonly (readonly (readonly (number | null)[])[])[];
}

/**
 * The largest possible change of the best rate's exponent because best rates are next to a diverged one, or to one at which
 * the loss has jumped, such as to that of chance. Each is then only known to half a step of the rates, however well seeds
 * agree. 0 where no more than a tenth of them are.
 */
export function cliffRounding({ widths, rates: [first = 1, second = 1], losses }: Tried): number {
  const cells = losses.flatMap((byRate) =>
    (byRate[0] ?? []).map((_, seed) => byRate.map((bySeed) => bySeed[seed] ?? Infinity)),
  );
  if (cells.filter(isAtCliff).length <= mostAtEdge * cells.length) return 0;
  return (Math.log(second / first) / 2) * leverage(widths.map(Math.log));
}

/**
 * Whether the loss behind the best rate is infinite, or a jump: it more than doubles, by over four times the rise before the
 * best rate in logarithms, and the rate before that one has less than half the rise of a parabola through the three others.
 */
function isAtCliff(losses: readonly number[]): boolean {
  const best = losses.indexOf(Math.min(...losses));
  // NaN, which no comparison holds for, beyond the rates tried and where every rate diverged.
  const rise = (place: number) => Math.log((losses[place] ?? NaN) / (losses[best] ?? NaN));
  const [after, before, earlier] = [rise(best + 1), rise(best - 1), rise(best - 2)];
  if (after === Infinity) return true;
  const isJump = after > Math.log(2) && after > 4 * before;
  return isJump && !(earlier >= (after + 3 * before) / 2);
}

/** The largest change of the slope over these x when every y moves by up to 1. */
function leverage(x: readonly number[]): number {
  const centre = x.reduce((sum, one) => sum + one, 0) / x.length;
  const off = x.map((one) => Math.abs(one - centre));
  return off.reduce((sum, one) => sum + one, 0) / off.reduce((sum, one) => sum + one ** 2, 0);
}
