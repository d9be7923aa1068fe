import type { NoSlope, Slope } from './slope.ts';

/** What a quantity does as the width grows, as far as its slope and the slope's interval tell. */
export type Verdict = 'stable' | 'vanishing' | 'exploding' | 'diverged' | 'undecided';

/** More measurements that would decide; either alone. */
export interface DecidedBy {
  /** Seeds at every width, in all. */
  readonly seeds: number;
  /** Widths, in all, going on at the same ratio. */
  readonly widths: number;
}

/** A verdict, and what would decide an undecided one. */
interface Judgement {
  readonly verdict: Verdict;
  /** With 'undecided', where more of the same would help. */
  readonly decidedBy?: DecidedBy;
}

/** What counts as no growth. */
export interface VerdictOptions {
  /** 0.1 by default. */
  readonly tolerance?: number;
  /** A slope above 0 that is none of the width's doing, such as that of a maximum over more entries. By default 0. */
  readonly allowance?: number;
}

/**
 * - `stable`: the whole interval lies within − tolerance and tolerance + allowance;
 * - `exploding`, `vanishing`: the whole interval lies above, below;
 * - `diverged`: values were not finite;
 * - `undecided`: the interval reaches across a border, or a value was 0 and there is no slope to judge.
 *
 * What would decide is an estimate. It takes the slope and the noise to stay as they are: the interval then shrinks as
 * 1/√seeds, and as 1/√(w(w² − 1)) with w widths at a constant ratio (the sum of squares of w equidistant points). A
 * slope exactly on a border stays undecided whatever their number.
 */
export function verdictOf(
  fit: Slope | NoSlope,
  { tolerance = 0.1, allowance = 0 }: VerdictOptions = {},
): Judgement {
  if (fit === 'not-finite') return { verdict: 'diverged' };
  if (fit === 'not-positive') return { verdict: 'undecided' };
  const { slope, low, high } = fit;
  const most = tolerance + allowance;
  if (low >= -tolerance && high <= most) return { verdict: 'stable' };
  if (low > most) return { verdict: 'exploding' };
  if (high < -tolerance) return { verdict: 'vanishing' };
  const margin = Math.min(Math.abs(slope + tolerance), Math.abs(slope - most));
  const reach = Math.max(high - slope, slope - low);
  if (margin === 0) return { verdict: 'undecided' };
  return { verdict: 'undecided', decidedBy: decidedBy(fit, (reach / margin) ** 2) };
}

/** How many of each make the interval's square `times` smaller. */
function decidedBy({ seeds, widths }: Slope, times: number): DecidedBy {
  const information = (w: number) => w * (w ** 2 - 1);
  const needed = information(widths) * times;
  // w³ > w(w² − 1), so the cube root is at most one short.
  const root = Math.floor(Math.cbrt(needed));
  const enough = [root, root + 1].find((w) => information(w) >= needed) ?? root + 2;
  return {
    seeds: Math.max(seeds + 1, Math.ceil(seeds * times)),
    widths: Math.max(widths + 1, enough),
  };
}
