import { logGamma } from './beta.ts';

/**
 * McNemar's two-sided test of two classifiers on the same rows: only the first is right on `b` rows, only the
 * second on `c`. If both are equally good, b of b + c is Binomial(b + c, 1/2). The exact p-value is never too
 * small and often too large. The mid-p value is that of Fagerland, Lydersen and Laake (2013), who recommend it: it
 * counts the observed outcome's probability by half, and is closer to the nominal level with few rows.
 */
export function mcnemar(b: number, c: number) {
  const n = b + c;
  if (n === 0) return { exact: 1, midP: 1 };
  const least = Math.min(b, c);
  const probability = (k: number) =>
    Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
  let tail = 0;
  for (let k = 0; k <= least; k++) tail += probability(k);
  const exact = Math.min(1, 2 * tail);
  const seen = probability(least);
  return { exact, midP: b === c ? 1 - seen / 2 : exact - seen };
}
