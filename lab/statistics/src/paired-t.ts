import { estimate, type Estimate } from './estimate.ts';
import { isSpread } from './moments.ts';
import { studentP } from './student.ts';

/**
 * The two-sided Student's t test of paired differences against zero. No p-value for a single pair,
 * or where all differences are equal: there is no spread.
 */
export function pairedT(differences: readonly number[]): Estimate & { readonly pValue?: number } {
  const found = estimate(differences);
  const { mean, standardError = 0, n } = found;
  return isSpread(standardError, mean)
    ? { ...found, pValue: studentP(mean / standardError, n - 1) }
    : found;
}
