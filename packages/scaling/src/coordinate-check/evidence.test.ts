import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { contradictions, isOpen, openRows } from './evidence.ts';
import { judgeCoordinates } from './report.ts';
import type { CoordinateUnit } from './watched.ts';

/** Rows of a module whose size keeps and whose change grows as n^exponent, at these widths and seeds that scatter by 20 %. */
function rowsOf(exponent: number, widths: readonly number[], seeds: number, seed: number) {
  const random = randomStream(seed, 'evidence');
  const units = widths.flatMap((width) =>
    Array.from({ length: seeds }, (_, one): CoordinateUnit => {
      const noise = () => Math.exp(0.2 * random.normal());
      const [size, change] = [noise(), width ** exponent * noise()];
      const watched = (step: number, moved: number) => ({
        ...{ step, entries: width, size, largest: 3 * size },
        ...{ change: moved, largestChange: 3 * moved },
      });
      const coordinates = { m: [watched(0, 0), watched(1, change)] };
      return { width, seed: one, coordinates, losses: [], frozenLoss: null };
    }),
  );
  return judgeCoordinates(units).flatMap(({ steps }) => steps);
}

const isEvidence = (rows: ReturnType<typeof rowsOf>) =>
  openRows(rows, contradictions) === undefined;
const shareOf = (is: (seed: number) => boolean) =>
  Array.from({ length: 60 }, (_, seed) => is(seed)).filter(Boolean).length / 60;

describe('evidence', () => {
  it('is never the silence on a change that grows: three widths decide nothing of n^1', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = rowsOf(1, [64, 128, 256], 3, seed);
      const change = rows.filter(({ quantity }) => quantity === 'change');
      expect(change.every((row) => row.verdict !== 'stable')).toBe(true);
      expect(isEvidence(rows) && rows.every(({ verdict }) => verdict !== 'exploding')).toBe(false);
    }
  });

  it('is what a usual design has of a model that keeps its size', () => {
    const share = shareOf((seed) => isEvidence(rowsOf(0, [64, 128, 256, 512], 5, seed)));
    expect(share).toBeGreaterThan(0.95);
  });

  it('is not undone by undecided rows whose intervals leave out n^1/2', () => {
    const all = Array.from({ length: 60 }, (_, seed) => rowsOf(0, [64, 128, 256, 512], 4, seed));
    const undecided = all
      .filter(isEvidence)
      .filter((rows) => rows.some(({ verdict }) => verdict === 'undecided'));
    expect(undecided.length).toBeGreaterThan(10);
  });
});

describe('an undecided row', () => {
  const row = (low: number | null, high: number | null, more: object = {}) => ({
    ...{ quantity: 'change' as const, verdict: 'undecided', expected: null, low, high },
    ...more,
  });
  const expected = (exponent: object | number | 'free') => ({
    expected: { exponent, reason: 'tested' } as never,
  });

  it.each([
    [row(-0.4, 0.4), false],
    [row(-0.4, 0.5), true],
    [row(-0.5, 0.4), true],
    [row(null, null), true],
    [row(0.1, 0.9, expected(0.5)), false],
    [row(-0.4, 0.9, expected('free')), false],
    [row(-0.9, 0.4, expected({ least: -0.5, most: 0 })), false],
    [row(-3, 0.4, expected({ most: 0 })), false],
    [row(-0.9, 9, expected({ least: -0.5 })), false],
    [row(-3, 0.4, { quantity: 'largestChange' }), false],
    [row(-3, 3, { verdict: 'stable' }), false],
  ])('%j leaves room for a departure: %s', (one, open) => {
    expect(isOpen(one, contradictions)).toBe(open);
  });

  it('is asked for what counts alone', () => {
    expect(isOpen(row(-0.4, 3), ['vanishing', 'diverged'])).toBe(false);
    expect(isOpen(row(-0.4, 3), ['exploding'])).toBe(true);
  });
});

it('is missing where no row asks anything', () => {
  const free = { exponent: 'free', reason: 'tested' } as const;
  const row = { quantity: 'size', verdict: 'stable', expected: free, low: 0, high: 0 } as const;
  expect(openRows([row], contradictions)).toEqual([]);
  expect(openRows([row, { ...row, expected: null }], contradictions)).toBeUndefined();
});
