import { fc, test } from '@fast-check/vitest';
import { randomStream } from '@singlora/runtime';
import { expect } from 'vitest';
import { orthonormal } from './random-matrices.ts';

const size = fc.integer({ min: 1, max: 12 });

test.prop([size, size, fc.nat()])('columns have length 1 and are orthogonal', (a, b, seed) => {
  const [rows, cols] = [Math.max(a, b), Math.min(a, b)];
  const m = orthonormal(randomStream(seed, 'test'), rows, cols);
  expect([m.length, m[0]!.length]).toEqual([rows, cols]);
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j < cols; j++) {
      const inner = m.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      expect(Math.abs(inner - (i === j ? 1 : 0))).toBeLessThan(1e-12);
    }
  }
});
