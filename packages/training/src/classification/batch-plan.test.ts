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

  test('differs from epoch to epoch and from seed to seed, few examples included', () => {
    for (const some of [lengths, lengths.slice(0, 200)]) {
      const sets = (seed: number, epoch: number) =>
        planEpoch(some, { ...options, seed, epoch })
          .map(({ rows }) => rows.toSorted((a, b) => a - b).join())
          .toSorted();
      expect(sets(1, 0)).not.toEqual(sets(1, 1));
      expect(sets(1, 0)).not.toEqual(sets(2, 0));
    }
  });
});
