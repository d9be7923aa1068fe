import type { SchedulerConfig } from './scheduler-config.ts';

/** The choice of the visited timesteps (Lin et al., arXiv 2305.08891, table 2). */
type Spacing = NonNullable<SchedulerConfig['timestepSpacing']>;

interface Range {
  /** the number of timesteps of training */
  readonly count: number;
  readonly steps: number;
  /** added to the timesteps of `leading` */
  readonly offset: number;
}

/**
 * Timesteps of DDIM and of Euler's method, from the last to the first.
 *
 * @param round rounds those of `linspace`
 */
export function timestepsOf(
  spacing: Spacing,
  { count, steps, offset }: Range,
  round: (timestep: number) => number,
): number[] {
  if (spacing === 'linspace') return evenly(count - 1, steps).map(round);
  return spacing === 'leading' ? leading(count, steps, offset) : trailing(count, count / steps);
}

/**
 * Timesteps of DPM-Solver++, which ends one step before the first.
 *
 * @param last the number of timesteps up to the largest noise allowed
 */
export function dpmTimesteps(
  spacing: Spacing,
  { count, steps, offset }: Range,
  last: number,
): number[] {
  if (spacing === 'trailing') return trailing(last, count / steps);
  const more =
    spacing === 'linspace'
      ? evenly(last - 1, steps + 1).map(roundHalfEven)
      : leading(last, steps + 1, offset);
  return more.slice(0, -1);
}

/** Timesteps from `last` to 0 at equal distances. */
function evenly(last: number, steps: number): number[] {
  // A single timestep is the start of numpy's linspace.
  const distance = steps > 1 ? last / (steps - 1) : 0;
  return Array.from({ length: steps }, (_, i) => (steps - 1 - i) * distance);
}

function leading(count: number, steps: number, offset: number): number[] {
  const distance = Math.floor(count / steps);
  return Array.from({ length: steps }, (_, i) => (steps - 1 - i) * distance + offset);
}

/**
 * Timesteps as numpy's `arange(from, 0, -distance)`, rounded, less one. numpy's distance is that of its first two numbers,
 * whose last digit decides how halves round.
 */
function trailing(from: number, distance: number): number[] {
  const length = Math.ceil(from / distance);
  const step = from - distance - from;
  return Array.from({ length }, (_, i) => roundHalfEven(from + i * step) - 1);
}

/** Halves round to even, as in numpy. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
