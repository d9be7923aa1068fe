import { noValues } from './errors.ts';
import { groupContrast, sum, type GroupAt } from './group-contrast.ts';
import { mean } from './moments.ts';

/**
 * The least-squares line through groups of values, whose noise may differ from group to group. Its slope is a
 * weighted sum of the groups' means, and the interval, 95% by default, is Student's t on its standard error, with
 * degrees of freedom that work for few values (see `group-contrast.ts`): it does not cover a bend. The residual is
 * the root mean square deviation of y from the line.
 *
 * @throws {StatisticsError} NO_VALUES for fewer than two distinct x, or fewer than two values at one
 */
export function groupSlope(groups: readonly GroupAt[], outside = 0.05) {
  requireGroups(groups, 2, 'slope');
  const points = groups.flatMap(({ x, values }) => values.map((y) => ({ x, y })));
  const centre = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const squares = sum(groups.map(({ x, values }) => values.length * (x - centre.x) ** 2));
  const weights = groups.map(({ x, values }) => (values.length * (x - centre.x)) / squares);
  const { value: slope, interval } = groupContrast(groups, weights, outside);
  const residuals = points.map(({ x, y }) => (y - centre.y - slope * (x - centre.x)) ** 2);
  return { slope, interval, residual: Math.sqrt(mean(residuals)) };
}

/** Requires at least `least` distinct x, with two values at each. */
export function requireGroups(groups: readonly GroupAt[], least: number, what: string): void {
  const places = new Set(groups.map(({ x }) => x)).size;
  if (places < least) throw noValues(what, least, places);
  const fewest = Math.min(...groups.map(({ values }) => values.length));
  if (fewest < 2) throw noValues('spread within a group', 2, fewest);
}
