import { bootstrap } from './bootstrap.ts';
import { noValues, otherRows } from './errors.ts';
import type { RandomIntegers } from './random.ts';
import type { Metric, Values } from './scores/pairs.ts';

/** The predictions of two models for the same rows. */
export interface PairedPredictions {
  readonly a: Values;
  readonly b: Values;
}

/** Enough resamples for a standard error accurate to about 2 %. */
export const defaultResamples = 1000;

/**
 * metric(b) − metric(a) of every pair, and its values `[resample][pair]` on rows drawn with replacement. All pairs share the rows,
 * and so each draw. With `groups`, the rows of a group are drawn together.
 * @throws {StatisticsError} NO_VALUES without rows or pairs, OTHER_ROWS for a pair whose length differs from the labels'
 */
export function differencesOf(
  metric: Metric,
  pairs: readonly PairedPredictions[],
  labels: Values,
  random: RandomIntegers,
  resamples: number,
  groups?: ArrayLike<number>,
) {
  const n = labels.length;
  if (n === 0 || pairs.length === 0) throw noValues('difference', 1, 0);
  for (const { a, b } of pairs)
    for (const { length } of [a, b]) if (length !== n) throw otherRows(n, length);
  const difference = ({ a, b }: PairedPredictions, of: Values) => metric(b, of) - metric(a, of);
  const columns = pairs.map(({ a, b }) => ({ a: picker(a), b: picker(b) }));
  const pickLabels = picker(labels);
  const members = groups && membersOf(groups);
  return {
    found: pairs.map((pair) => difference(pair, labels)),
    resampled: bootstrap([members?.length ?? n], random, resamples, (units) => {
      const rows = members
        ? Uint32Array.from([...units].flatMap((unit) => members[unit] ?? []))
        : units;
      const drawn = pickLabels(rows);
      return columns.map(({ a, b }) => difference({ a: a(rows), b: b(rows) }, drawn));
    }),
  };
}

export function membersOf(groups: ArrayLike<number>): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  for (const [row, group] of Array.from(groups).entries()) {
    const own = members.get(group);
    if (own) own.push(row);
    else members.set(group, [row]);
  }
  return [...members.values()];
}

/** Picks values by row, reusing the array where the length allows. */
export function picker(values: Values): (rows: Uint32Array) => Float64Array {
  const whole = new Float64Array(values.length);
  return (rows) => {
    const picked = rows.length === whole.length ? whole : new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place++)
      picked[place] = values[rows[place] as number] as number;
    return picked;
  };
}
