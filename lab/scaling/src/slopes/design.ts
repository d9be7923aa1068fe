import { mostSeeds } from './advice.ts';
import { errorRate, type Design } from './error-rates.ts';

/** The goals of a design, each with the shapes of its made-up records: every record must get its right verdict. */
export const designGoals = {
  'a flat line called stable': ['flat'],
  'n^±0.5 called so': ['n^0.5', 'n^-0.5'],
  'n^±0.2 called so': ['n^0.2', 'n^-0.2'],
} as const;

/** One of {@link designGoals}. */
export type DesignGoal = keyof typeof designGoals;

const tried = [3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, mostSeeds];

const [searchSeed, confirmingSeed] = [1, 2];

/**
 * The smallest number of seeds at which a share `power` of made-up records gets its right verdict, by the rule of all verdicts, and
 * the share `confirmed` on a separate thousand records; null where {@link mostSeeds} are not enough.
 */
export function enoughSeeds(goal: DesignGoal, to: Omit<Design, 'seeds'>, power: number) {
  const shareAt = (seeds: number, sets: number, seed: number) =>
    Math.min(
      ...designGoals[goal].map((name) => errorRate(name, { ...to, seeds }, sets, seed).right),
    );
  // The share rises with the seeds, so this is a binary search.
  let [low, high] = [0, tried.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (shareAt(tried[middle] as number, 300, searchSeed) >= power) high = middle;
    else low = middle + 1;
  }
  for (const seeds of tried.slice(low)) {
    const confirmed = shareAt(seeds, 1000, confirmingSeed);
    if (confirmed >= power) return { seeds, confirmed };
  }
  return null;
}
