import { randomStream } from '@singlora/runtime';
import { describe, expect, test } from 'vitest';
import { planEpoch } from './batch-plan.ts';

/** Lengths spread like those of MNLI pairs: mean about 39, a tail to 128. */
function pairLengths(n: number): number[] {
  const random = randomStream(5, 'lengths');
  return Array.from({ length: n }, () => {
    return Math.min(128, Math.max(6, Math.round(34 * Math.exp(0.5 * random.normal()))));
  });
}

describe('planEpoch', () => {
  const lengths = pairLengths(10_000);
  const options = { batchSize: 32, maxPositions: 512, seed: 1 };
  const plan = planEpoch(lengths, { ...options, epoch: 0 });

  test('leaves less than 2 % to padding', () => {
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    const padded = plan.reduce((sum, { rows, length }) => sum + rows.length * length, 0);
    expect(padded / tokens).toBeLessThan(1.02);
  });

  test('mixes lengths along the epoch', () => {
    const mean = (batches: typeof plan) =>
      batches.reduce((sum, { length }) => sum + length, 0) / batches.length;
    const half = plan.length / 2;
    expect(Math.abs(mean(plan.slice(0, half)) / mean(plan.slice(half)) - 1)).toBeLessThan(0.25);
  });

  test('few of the rows that share a batch do so again in the next epoch', () => {
    const batchOf = new Map<number, number>();
    planEpoch(lengths, { ...options, epoch: 1 }).forEach(({ rows }, i) => {
      for (const row of rows) batchOf.set(row, i);
    });
    const again = plan.map(({ rows }) => {
      const pairs = rows.flatMap((a) => rows.filter((b) => b !== a).map((b) => [a, b] as const));
      return pairs.filter(([a, b]) => batchOf.get(a) === batchOf.get(b)).length / pairs.length;
    });
    expect(again.reduce((sum, share) => sum + share, 0) / again.length).toBeLessThan(1 / 7);
  });

  test('plainly shuffled, rows meet those of any length, and the smaller batch is the last', () => {
    const shuffled = planEpoch(lengths, { ...options, epoch: 0, order: 'shuffled' });
    const spread = (batches: typeof plan) => {
      const ranges = batches.map(({ rows }) => {
        const own = rows.map((row) => lengths[row]!);
        return Math.max(...own) - Math.min(...own);
      });
      return ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
    };
    expect(spread(plan)).toBeLessThan(5);
    expect(spread(shuffled)).toBeGreaterThan(50);
    expect(shuffled.at(-1)?.rows).toHaveLength(10_000 % 32);
    // No order is left: neighbours are as far apart as any two rows.
    const rows = shuffled.flatMap((batch) => batch.rows);
    const apart = rows.slice(1).map((row, i) => Math.abs(row - rows[i]!));
    const mean = apart.reduce((sum, distance) => sum + distance, 0) / apart.length;
    expect(mean / lengths.length).toBeCloseTo(1 / 3, 1);
  });

  test('differs from epoch to epoch and from seed to seed, few examples included', () => {
    for (const [some, order] of [
      [lengths, 'grouped'],
      [lengths.slice(0, 200), 'grouped'],
      [lengths, 'shuffled'],
    ] as const) {
      const sets = (seed: number, epoch: number) =>
        planEpoch(some, { ...options, seed, epoch, order })
          .map(({ rows }) => rows.toSorted((a, b) => a - b).join())
          .toSorted();
      expect(sets(1, 0)).not.toEqual(sets(1, 1));
      expect(sets(1, 0)).not.toEqual(sets(2, 0));
    }
  });
});
