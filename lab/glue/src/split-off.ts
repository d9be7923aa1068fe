import { GlueError, messages } from './errors.ts';
import type { Row } from './row.ts';

interface Random {
  permutation(n: number): Int32Array;
}

/**
 * Holds out `count` of the training rows, such as to choose a learning rate without the dev rows. Classes are held
 * out in proportion, up to rounding. Both parts keep the order of the rows; equal streams give equal parts. Throws
 * GLUE_SUBSET unless both parts have rows.
 */
export function splitOff(rows: readonly Row[], count: number, random: Random) {
  if (!(Number.isInteger(count) && count > 0 && count < rows.length)) {
    throw new GlueError('GLUE_SUBSET', messages.holdout(count, rows.length));
  }
  const strata = [...stratify(rows).values()];
  const sizes = inProportion(
    strata.map(({ length }) => length),
    count,
  );
  const chosen = new Set(strata.flatMap((rows, at) => sample(rows, sizes[at] ?? 0, random)));
  return {
    rest: rows.filter((row) => !chosen.has(row)),
    held: rows.filter((row) => chosen.has(row)),
  };
}

/** The rows by class, in the order of the labels; all in one where labels are not classes. */
function stratify(rows: readonly Row[]): Map<number, Row[]> {
  const areClasses = rows.every(({ label }) => Number.isInteger(label));
  if (!areClasses) return new Map([[0, [...rows]]]);
  const labels = [...new Set(rows.map(({ label }) => label))].sort((a, b) => a - b);
  const strata = new Map<number, Row[]>(labels.map((label) => [label, []]));
  for (const row of rows) strata.get(row.label)?.push(row);
  return strata;
}

/** `count` divided in proportion to `lengths`, with the largest remainders rounded up. */
function inProportion(lengths: readonly number[], count: number): number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const shares = lengths.map((length) => (count * length) / total);
  const sizes = shares.map(Math.floor);
  const left = count - sizes.reduce((sum, size) => sum + size, 0);
  shares
    .map((share, at) => ({ at, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder)
    .slice(0, left)
    .forEach(({ at }) => (sizes[at] = (sizes[at] ?? 0) + 1));
  return sizes;
}

function sample(rows: readonly Row[], count: number, random: Random): Row[] {
  return Array.from(random.permutation(rows.length).subarray(0, count)).flatMap(
    (at) => rows[at] ?? [],
  );
}
