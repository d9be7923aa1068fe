import { withRowVariance } from '@singlora/statistics';
import type { PlannedComparison } from '@singlora/records';
import { compare, type Comparison } from '../comparison.ts';
import { isLearned } from '../reservation.ts';
import type { Variant } from '../setting.ts';
import type { TaskRuns } from './planned-runs.ts';

/** A planned difference as measured: the candidate's score less the other's, on one task or as the mean of several. */
export interface Effect {
  readonly bySeed: readonly { readonly seed: number; readonly difference: number }[];
  readonly difference: number;
  readonly standardError: number;
  /** 95%, for other seeds and other scored rows: Student's t on one degree of freedom less than seeds. */
  readonly interval: readonly [number, number];
  /** Two-sided; absent where nothing spreads. */
  readonly pValue?: number;
  /** Whether the rows are in the interval: they are recorded for all of its runs. */
  readonly coversRows: boolean;
  /** Labels of those of the two that are not above the floor. */
  readonly unlearned: readonly string[];
  /** How many tasks it is the mean of. */
  readonly tasks: number;
}

/** A comparison on one task; undefined while the two share no seed. */
export function onTask(
  { setting, variantOf }: TaskRuns,
  { candidate, against }: PlannedComparison,
): Comparison | undefined {
  const [one, other] = [variantOf(candidate), variantOf(against)];
  return setting && one && other && compare(setting, one, other);
}

/** One task's part: the comparison, and each run's score above the floor. */
interface Part {
  readonly comparison: Comparison;
  readonly floor: number | undefined;
}

/**
 * The mean over tasks, seed by seed. Seeds are shared by the tasks, so the spread of the seeds' means tells what a seed
 * brings; rows are each task's own, so their variances add up, over the square of the number of tasks. Undefined for
 * fewer than two seeds that all tasks have.
 */
export function meanEffect(parts: readonly Part[]): Effect | undefined {
  const n = parts.length;
  const differenceAt = ({ comparison: { pairs } }: Part, seed: number) =>
    pairs.find((pair) => pair.seed === seed)?.difference;
  const seeds = (parts[0]?.comparison.pairs ?? [])
    .map(({ seed }) => seed)
    .filter((seed) => parts.every((part) => differenceAt(part, seed) !== undefined));
  if (seeds.length < 2) return undefined;
  const mean = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0) / n;
  const bySeed = seeds.map((seed) => ({
    seed,
    difference: mean((part) => differenceAt(part, seed) ?? NaN),
  }));
  const rowVariance = mean(({ comparison: { rowError = 0 } }) => rowError ** 2) / n;
  const found = withRowVariance(
    bySeed.map(({ difference }) => difference),
    rowVariance,
  );
  const learns = (side: 'variant' | 'baseline') => {
    const above = seeds.map((seed) =>
      mean(({ comparison, floor = NaN }) => (scoreAt(comparison[side], seed) ?? NaN) - floor),
    );
    return isLearned(above, 0);
  };
  const { difference, standardError, interval, pValue } = found;
  return {
    bySeed,
    difference,
    standardError,
    interval,
    ...(pValue === undefined ? {} : { pValue }),
    coversRows: parts.every(({ comparison }) => comparison.rowError !== undefined),
    unlearned: (['variant', 'baseline'] as const).flatMap((side) =>
      learns(side) ? [] : (parts[0]?.comparison[side].label ?? []),
    ),
    tasks: n,
  };
}

const scoreAt = ({ runs }: Variant, seed: number) => runs.find((run) => run.seed === seed)?.score;
