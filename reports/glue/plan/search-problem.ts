import type { GluePlan } from '@singlora/records';
import type { RateSearch } from '../search.ts';

/**
 * What a search for a candidate's rate lacks of the plan's; undefined where every planned rate was tried with every
 * planned seed, and others beyond the chosen one on both of its sides.
 */
export function searchProblem(
  { search: { rates, seeds } }: GluePlan,
  search: RateSearch | undefined,
): string | undefined {
  if (!search) return 'the trials of its rate are not recorded';
  const triedOf = (rate: number) => search.rates.find((one) => one.rate === rate)?.trials ?? 0;
  if (rates.some((rate) => triedOf(rate) < seeds.length))
    return 'not every planned trial of its rate is recorded';
  return search.atEdge
    ? 'its rate is the lowest or the highest that was tried, and the plan searches on'
    : undefined;
}
