import { GlueError, messages } from './errors.ts';
import type { Row } from './row.ts';

/**
 * A random subset of `count` rows, or all of them where there are fewer. Equal streams give nested subsets: the
 * smaller is a prefix of the larger. Throws GLUE_SUBSET unless `count` is a positive whole number.
 */
export function selectRows(
  rows: readonly Row[],
  count: number,
  random: { permutation(n: number): Int32Array },
): Row[] {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new GlueError('GLUE_SUBSET', messages.subset(count));
  }
  const order = Array.from(random.permutation(rows.length).subarray(0, count));
  return order.flatMap((at) => rows[at] ?? []);
}
