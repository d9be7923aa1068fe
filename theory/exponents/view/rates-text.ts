import { exponentText } from '../../report/words.ts';
import type { ExponentSolution, Rates } from '../record.ts';

/** "no c at any fixed number of steps, c = −1 after Θ(log n)". */
export function timesText(solution: ExponentSolution): string {
  const { forEver, logTime } = solution;
  const fixed = `${ratesText(forEver)} at any fixed number of steps`;
  if (isSilent(solution)) return `${fixed}, and none derived after Θ(log n)`;
  const later = logTime.map(
    ({ rate, power }) =>
      `c = ${exponentText(rate)} after Θ(log n), when what each step multiplies has become n^${exponentText(power)} times as large`,
  );
  return [fixed, ...later].join(', ');
}

/** Whether Θ(log n) steps were asked about, where no fixed number is enough, and no rate was found: a record without the largest by step is from before. */
export const isSilent = ({ forEver, logTime, largest }: ExponentSolution): boolean =>
  forEver.length + logTime.length === 0 && largest.length > 0;

/** "c ≤ −1/2", "c = −1/2", "no c". */
export function ratesText(rates: Rates): string {
  const each = rates.map(([low, high]) => {
    if (low === high && low !== null) return `c = ${exponentText(low)}`;
    if (low === null) return high === null ? 'every c' : `c ≤ ${exponentText(high)}`;
    if (high === null) return `c ≥ ${exponentText(low)}`;
    return `${exponentText(low)} ≤ c ≤ ${exponentText(high)}`;
  });
  return each.join(' or ') || 'no c';
}
