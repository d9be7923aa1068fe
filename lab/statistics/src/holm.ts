/**
 * Holm's correction: p-values in the given order. Calling those of at most α significant keeps the
 * chance of any false call among all of them at α, for any dependence between them.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  const corrected = new Array<number>(pValues.length).fill(1);
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * p));
    corrected[index] = least;
  }
  return corrected;
}
