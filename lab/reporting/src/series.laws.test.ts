import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { curve, spread } from './series.ts';

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 1,
  maxLength: 700,
});
const pointsOf = (list: readonly number[]) => list.map((value, step) => ({ step, value }));

test.prop([values, fc.integer({ min: 1, max: 50 })])(
  'a curve keeps the last step, its limit and its range',
  (list, span) => {
    const drawn = curve(pointsOf(list), span, 100);
    expect(drawn.length).toBeLessThanOrEqual(100);
    expect(drawn.at(-1)?.step).toBe(list.length - 1);
    for (const { value, smooth } of drawn)
      for (const v of [value, smooth]) {
        expect(v).toBeGreaterThanOrEqual(Math.min(...list) - 1e-9);
        expect(v).toBeLessThanOrEqual(Math.max(...list) + 1e-9);
      }
  },
);

test.prop([fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 1, max: 40 })])(
  'smoothing a constant gives the constant from the first point on',
  (value, span) => {
    for (const { smooth } of curve(pointsOf(Array<number>(30).fill(value)), span, 30))
      expect(smooth).toBeCloseTo(value, 9);
  },
);

test('diverged values are left out', () => {
  expect(curve(pointsOf([1, NaN, Infinity, 2]), 1, 10).map(({ step }) => step)).toEqual([0, 3]);
  expect(curve([], 5, 10)).toEqual([]);
});

test.prop([fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 })])(
  'what is spread stays within its ends where there is room',
  (positions) => {
    const moved = spread(positions, 1.2, [], [0, 10]).sort((a, b) => a - b);
    expect(moved[0]).toBeGreaterThanOrEqual(0.6 - 1e-9);
    expect(moved.at(-1)).toBeLessThanOrEqual(9.4 + 1e-9);
    for (const [index, place] of moved.entries())
      if (index > 0) expect(place - (moved[index - 1] ?? 0)).toBeGreaterThanOrEqual(1.2 - 1e-9);
  },
);

test.prop([
  fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 8 }),
  fc.double({ min: 0.1, max: 3, noNaN: true }),
])(
  'labels spread apart, keep their order and, where there was room, their place',
  (positions, gap) => {
    const moved = spread(positions, gap);
    const sorted = [...moved].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++)
      expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(gap - 1e-9);
    for (const [i, a] of positions.entries())
      for (const [j, b] of positions.entries())
        if (a < b) expect(moved[i]).toBeLessThan(moved[j] ?? 0);
    const crowded = positions.some((a, i) =>
      positions.some((b, j) => i < j && Math.abs(a - b) < gap),
    );
    if (!crowded) for (const [i, a] of positions.entries()) expect(moved[i]).toBeCloseTo(a, 9);
  },
);

test.prop([
  fc.array(fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(1, 2)), {
    maxLength: 8,
  }),
  fc.double({ min: 0.1, max: 3, noNaN: true }),
])('labels of two lines have twice the room', (labels, gap) => {
  const lines = labels.map(([, count]) => count);
  const moved = spread(
    labels.map(([position]) => position),
    gap,
    lines,
  );
  const sorted = moved
    .map((at, index) => ({ at, height: lines[index]! * gap }))
    .sort((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) {
    const [one, next] = [sorted[i - 1]!, sorted[i]!];
    expect(next.at - one.at).toBeGreaterThanOrEqual((one.height + next.height) / 2 - 1e-9);
  }
});
