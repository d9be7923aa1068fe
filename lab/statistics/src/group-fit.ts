import { groupContrast, sum, type GroupAt } from './group-contrast.ts';
import { requireGroups } from './group-slope.ts';

/**
 * One coefficient of the least-squares fit of functions of x to groups of values, whose noise may differ from
 * group to group: a weighted sum of the groups' means, with its interval.
 *
 * @param basis the functions at x, such as `[1, x, x²]` for a parabola
 * @param coefficient the index of the wanted coefficient
 * @param outside the probability that the true value lies outside the interval
 * @throws {StatisticsError} NO_VALUES for fewer distinct x than functions, or fewer than two values at one
 */
export function groupFit(
  groups: readonly GroupAt[],
  basis: (x: number) => readonly number[],
  coefficient: number,
  outside = 0.05,
) {
  const rows = groups.map(({ x, values }) => ({ n: values.length, terms: basis(x) }));
  const size = rows[0]?.terms.length ?? 0;
  requireGroups(groups, size, 'fit');
  const places = Array.from({ length: size }, (_, i) => i);
  const at = (terms: readonly number[], i: number) => terms[i] ?? 0;
  const normal = places.map((i) => [
    ...places.map((j) => sum(rows.map(({ n, terms }) => n * at(terms, i) * at(terms, j)))),
    Number(i === coefficient),
  ]);
  const solved = solve(normal);
  const weights = rows.map(
    ({ n, terms }) => n * sum(solved.map((value, i) => value * at(terms, i))),
  );
  return groupContrast(groups, weights, outside);
}

/** Solves a positive definite system with its right side in the last column, by Gauss–Jordan elimination without pivoting. */
function solve(system: readonly (readonly number[])[]): number[] {
  const reduced = system.reduce<readonly (readonly number[])[]>((rows, _, pivot) => {
    const row = rows[pivot] ?? [];
    const scaled = row.map((value) => value / (row[pivot] ?? NaN));
    return rows.map((other, i) =>
      i === pivot
        ? scaled
        : other.map((value, j) => value - (other[pivot] ?? 0) * (scaled[j] ?? 0)),
    );
  }, system);
  return reduced.map((row) => row.at(-1) ?? NaN);
}
