import { fc, test } from '@fast-check/vitest';
import { randomStream } from '@singlora/runtime';
import { expect } from 'vitest';
import { doubleDifferences, gradientOf, lossOf } from './double-precision.ts';

const size = fc.integer({ min: 2, max: 8 });
const rank = fc.integer({ min: 1, max: 4 });

test.prop([size, size, rank, fc.nat()], { numRuns: 20 })(
  'theorems 2 and 3: gradient descent from A and from A·Q gives one update, of any shape',
  (out, inputs, r, seed) => {
    const differences = doubleDifferences({
      shape: [out, inputs],
      rank: r,
      firstStep: 0.01,
      steps: 3,
      seed,
    });
    for (const difference of differences) expect(difference).toBeLessThan(1e-11);
  },
);

test.prop([size, size, rank, fc.nat()], { numRuns: 40 })(
  'the gradient is that of finite differences',
  (out, inputs, r, seed) => {
    const random = randomStream(seed, 'test');
    const draw = (rows: number, cols: number) =>
      Array.from({ length: rows }, () => Array.from({ length: cols }, () => random.normal()));
    const data = { x: draw(5, inputs), y: draw(5, out) };
    const [a, direction] = [draw(Math.max(out, inputs), r), draw(Math.max(out, inputs), r)];
    const moved = (h: number) => a.map((row, i) => row.map((v, j) => v + h * direction[i]![j]!));
    const at = (h: number) => lossOf(data, moved(h));
    // The loss is a polynomial of degree 4 along a line, for which five points give the slope exactly.
    const h = 0.1;
    const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const along = gradientOf(data, a)
      .flatMap((row, i) => row.map((value, j) => value * direction[i]![j]!))
      .reduce((sum, value) => sum + value, 0);
    expect(Math.abs(along - slope) / (1 + Math.abs(slope) + at(0))).toBeLessThan(1e-9);
  },
);
