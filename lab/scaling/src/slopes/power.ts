import { tolerance, tQuantile } from '@singlora/statistics';
import { mostSeeds } from './advice.ts';

/** 90 % of normal values are within this many standard deviations of their mean. */
const in90 = 1.645;

/**
 * The largest scatter over seeds, as the standard deviation of logarithms at one width, at which flat lines are called
 * stable in 90 % of cases: 0.2 is about 20 %. It follows from the settings alone, for equal noise at every width.
 */
export function scatterAllowed(widths: readonly number[], seeds: number): number {
  const xs = widths.map(Math.log);
  const centre = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const squares = xs.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  // The harmonic mean of Welch's degrees of freedom for equal noise and the smallest group's, as in the interval.
  const shares = xs.map((x) => (x - centre) ** 2 / squares);
  const byWelch = shares.reduce((sum, share) => sum + share ** 2, 0) / (seeds - 1);
  const freedom = 2 / (byWelch + 1 / (seeds - 1));
  return (tolerance * Math.sqrt(seeds * squares)) / (tQuantile(freedom, 0.08) + in90);
}

/** The usual scatter over seeds of the change of a module's output: the median over this project's own checks. */
const usualScatter = 0.2;

/** A notice before the measurement, where the usual noise would leave a stable slope undecided; otherwise undefined. */
export function powerNotice(widths: readonly number[], seeds: number): string | undefined {
  const allowed = scatterAllowed(widths, seeds);
  if (allowed >= usualScatter) return undefined;
  const percent = (share: number) => `${Math.max(1, Math.round(100 * share))} %`;
  const least = widths[0] ?? 1;
  const needed = Array.from(
    { length: Math.max(0, mostSeeds - seeds) },
    (_, i) => seeds + i + 1,
  ).find((more) => scatterAllowed(widths, more) >= usualScatter);
  const advice =
    needed === undefined
      ? `more than ${mostSeeds} seeds would be needed. Take a wider range of widths.`
      : `${needed} seeds would do, or fewer with a wider range of widths.`;
  return (
    `Low power: ${seeds} seeds at ${widths.length} widths from ${least} to ${widths.at(-1) ?? least} call a flat line stable in 90 % of cases only where ` +
    `seeds differ by ${percent(allowed)} or less; about ${percent(usualScatter)} is usual. Many verdicts will be undecided: ` +
    advice
  );
}
