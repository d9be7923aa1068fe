import { standardDeviation } from './moments.ts';
import { tQuantile } from './student.ts';

/**
 * The number of pairs with this spread that detect a true mean difference of `difference` with a power of 80
 * %, by a two-sided t test at 5 %. Undefined where the pairs have no spread, or a million are too few.
 */
export function pairsNeeded(differences: readonly number[], difference: number) {
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
