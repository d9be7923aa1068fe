import { fc, test } from '@fast-check/vitest';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normals } from '../models/random-matrices.ts';
import { rewritten, rotation, scalingBy, signedPermutation } from './change.ts';

beforeAll(() => startBackend());

const draws = { rotation, signedPermutation, scaling: scalingBy(4) };
const rank = fc.integer({ min: 1, max: 6 });

const far = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

for (const [name, draw] of Object.entries(draws)) {
  describe(name, () => {
    test.prop([rank, fc.nat()])('the inverse is the inverse', (r, seed) => {
      const { matrix, inverse } = draw(r, randomStream(seed, 'change'));
      matrix.forEach((row, i) =>
        inverse.forEach((_, j) => {
          const entry = row.reduce((sum, value, k) => sum + value * inverse[k]![j]!, 0);
          expect(entry).toBeCloseTo(i === j ? 1 : 0, 12);
        }),
      );
    });

    test.prop([rank, fc.nat()])("LoRA's update B A stays", (r, seed) => {
      tf.tidy(() => {
        const random = randomStream(seed, 'change');
        const lora = { lora_B: normals(random, [5, r]), lora_A: normals(random, [r, 7]) };
        const other = rewritten('lora', lora, draw(r, random)) as typeof lora;
        const before = tf.matMul(lora.lora_B, lora.lora_A);
        expect(far(tf.matMul(other.lora_B, other.lora_A), before)).toBeLessThan(1e-4);
      });
    });
  });
}

describe("SingLoRA's update A Aᵀ", () => {
  const updates = (draw: typeof rotation, r: number, seed: number) => {
    const random = randomStream(seed, 'change');
    const A = normals(random, [6, r]);
    const other = rewritten('singlora', { A }, draw(r, random))['A'] as tf.Tensor2D;
    return [A, other].map((a) => tf.matMul(a, a, false, true)) as [tf.Tensor, tf.Tensor];
  };

  test.prop([rank, fc.nat()])('stays under an orthogonal change', (r, seed) => {
    tf.tidy(() => {
      for (const draw of [rotation, signedPermutation]) {
        expect(far(...updates(draw, r, seed))).toBeLessThan(1e-4);
      }
    });
  });

  test.prop([rank, fc.nat()])('has no freedom of scale', (r, seed) => {
    tf.tidy(() => {
      const [before, after] = updates(scalingBy(2), r, seed);
      expect(far(tf.mul(before, 4), after)).toBeLessThan(1e-4);
    });
  });
});

it('refuses a method whose freedom is not written down', () => {
  expect(() => rewritten('dora', {}, { matrix: [[1]], inverse: [[1]] })).toThrow(
    /Known: lora, singlora/,
  );
});
