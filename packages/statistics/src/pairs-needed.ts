import { standardDeviation } from './moments.ts';
import { tQuantile } from './student.ts';

/**
 * The number of pairs, varying as these do, that tell a true mean difference of `difference` from none in 80 of 100 measurements, by a
 * two-sided t test at 5 %. Undefined where the pairs leave no spread to tell by, or a million are too few.
 */
export function pairsNeeded(
  differences: readonly number[],
  difference: number,
): number | undefined {
  if (differences.length < 2) return undefined;
  const spread = standardDeviation(differences);
  const isEnough = (n: number) =>
    ((tQuantile(n - 1, 0.05) + tQuantile(n - 1, 0.4)) * spread) / Math.sqrt(n) <= difference;
  let most = 2;
  while (!isEnough(most)) if ((most *= 2) > 1e6) return undefined;
  let least = most / 2;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (isEnough(middle)) most = middle;
    else least = middle;
  }
  return spread > 0 ? most : undefined;
}
