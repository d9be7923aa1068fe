/**
 * The jackknife's pseudo-values of a statistic of n samples (Tukey, Ann. Math. Statist. 29, 1958): n times what it is of all, less
 * n − 1 times what it is without each. Their mean is the statistic with less bias, and Student's t on them gives its interval.
 *
 * @param statistic gets the places of the samples that are kept
 */
export function jackknife(
  n: number,
  statistic: (kept: readonly number[]) => number,
): readonly number[] {
  const places = Array.from({ length: n }, (_, place) => place);
  const whole = statistic(places);
  return places.map(
    (left) => n * whole - (n - 1) * statistic(places.filter((place) => place !== left)),
  );
}
