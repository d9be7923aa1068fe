import { fc, test } from '@fast-check/vitest';
import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import type { Row } from './row.ts';
import { splitOff } from './split-off.ts';

const rowsOf = (labels: readonly number[]): Row[] =>
  labels.map((label, index) => ({ a: `${index}`, label, index }));
const indices = (rows: readonly Row[]) => rows.map(({ index }) => Number(index));

const cases = fc
  .array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 60 })
  .chain((labels) =>
    fc.record({
      rows: fc.constant(rowsOf(labels)),
      count: fc.integer({ min: 1, max: labels.length - 1 }),
      seed: fc.nat(),
    }),
  );
const split = (rows: Row[], count: number, seed: number) =>
  splitOff(rows, count, randomStream(seed, 'holdout'));

describe('splitOff', () => {
  test.prop([cases])('parts the rows in two, in their order', ({ rows, count, seed }) => {
    const { rest, held } = split(rows, count, seed);
    expect(held).toHaveLength(count);
    expect([...indices(rest), ...indices(held)].sort((a, b) => a - b)).toEqual(indices(rows));
    for (const part of [rest, held]) {
      expect(indices(part)).toEqual([...indices(part)].sort((a, b) => a - b));
    }
  });

  test.prop([cases])('holds out each class in proportion', ({ rows, count, seed }) => {
    const { held } = split(rows, count, seed);
    for (const label of [0, 1, 2]) {
      const of = (some: readonly Row[]) => some.filter((row) => row.label === label).length;
      expect(Math.abs(of(held) - (of(rows) * count) / rows.length)).toBeLessThan(1);
    }
  });

  test.prop([cases])('is the same for equal streams', ({ rows, count, seed }) => {
    expect(split(rows, count, seed)).toEqual(split(rows, count, seed));
  });

  it('is another for other streams, and of a regression any rows', () => {
    const rows = rowsOf(Array.from({ length: 40 }, (_, i) => i / 8));
    expect(split(rows, 10, 1).held).not.toEqual(split(rows, 10, 2).held);
    expect(split(rows, 10, 1).held).toHaveLength(10);
  });

  it.each([0, 2, -1, 0.5, Number.NaN])('refuses to hold out %d of 2', (count) => {
    expect(() => split(rowsOf([0, 1]), count, 0)).toThrow(
      expect.objectContaining({ code: 'GLUE_SUBSET' }),
    );
  });
});
