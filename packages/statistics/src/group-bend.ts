import { groupContrast, sum, type Contrast, type GroupAt } from './group-contrast.ts';
import { requireGroups } from './group-slope.ts';

const outside = 0.01;

/** The least-squares parabola through groups of values. */
export interface GroupBend {
  /** By how much its slope changes from the least x to the largest; 0 for a line. */
  readonly change: Contrast;
  /** Its slope at the largest x. */
  readonly end: Contrast;
}

/**
 * How far groups of values are from a line, with 99% intervals: where many slopes are
 * measured each is asked whether it bends, and few of them should seem to by chance. The parabola's square is taken orthogonal to the line, so that
 * both are weighted sums of the groups' means.
 *
 * @throws {StatisticsError} NO_VALUES for fewer than three different x, or fewer than two values at one
 */
export function groupBend(groups: readonly GroupAt[]): GroupBend {
  requireGroups(groups, 3, 'bend');
  const counts = groups.map(({ values }) => values.length);
  const dot = (a: readonly number[], b: readonly number[]) =>
    sum(counts.map((n, i) => n * (a[i] ?? 0) * (b[i] ?? 0)));
  const share = (a: readonly number[], b: readonly number[]) => dot(a, b) / dot(b, b);
  const less = (a: readonly number[], times: number, b: readonly number[]) =>
    a.map((value, i) => value - times * (b[i] ?? 0));
  const ones = counts.map(() => 1);
  const xs = groups.map(({ x }) => x);
  const line = less(xs, share(xs, ones), ones);
  const squared = line.map((x) => x * x);
  const along = share(squared, line);
  const square = less(less(squared, share(squared, ones), ones), along, line);
  /** Weights that give the coefficient of one of them. */
  const coefficient = (of: readonly number[]) =>
    of.map((z, i) => ((counts[i] ?? 0) * z) / dot(of, of));
  const [byLine, bySquare] = [coefficient(line), coefficient(square)];
  const range = Math.max(...xs) - Math.min(...xs);
  const slopeAtEnd = 2 * Math.max(...line) - along;
  const weights = (ofLine: number, ofSquare: number) =>
    byLine.map((weight, i) => ofLine * weight + ofSquare * (bySquare[i] ?? 0));
  return {
    change: groupContrast(groups, weights(0, 2 * range), outside),
    end: groupContrast(groups, weights(1, slopeAtEnd), outside),
  };
}
