/**
 * The jackknife's pseudo-values of a statistic of n samples (Tukey, Ann. Math. Statist. 29, 1958): n times its value on all samples,
 * minus n − 1 times its value without one. Their mean is the statistic with less bias, and Student's t on them gives its interval.
 *
 * @param statistic gets the indices of the remaining samples
 */
export function jackknife(n: number, statistic: (kept: readonly number[]) => number) {
  const places = Array.from({ length: n }, (_, place) => place);
  const whole = statistic(places);
  return places.map(
    (left) => n * whole - (n - 1) * statistic(places.filter((place) => place !== left)),
  );
}
