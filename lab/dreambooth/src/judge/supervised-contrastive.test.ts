import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { supervisedContrastive } from './supervised-contrastive.ts';

beforeAll(() => startBackend());

const random = randomStream(1, 'embeddings');
const rows = Array.from({ length: 6 }, () => {
  const values = Array.from({ length: 3 }, () => random.normal());
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
});
const lossOf = (embeddings: tf.Tensor2D, subjects: number[], temperature = 0.5) =>
  supervisedContrastive(embeddings, tf.tensor1d(subjects, 'int32'), temperature);

/** Equation 2, term by term. */
function expected(embeddings: number[][], subjects: number[], temperature: number): number {
  const score = (i: number, j: number) =>
    embeddings[i]!.reduce((sum, value, at) => sum + value * embeddings[j]![at]!, 0) / temperature;
  const losses = embeddings.map((_, i) => {
    const others = embeddings.map((__, j) => j).filter((j) => j !== i);
    const own = others.filter((j) => subjects[j] === subjects[i]);
    const total = others.reduce((sum, j) => sum + Math.exp(score(i, j)), 0);
    const logs = own.map((j) => -Math.log(Math.exp(score(i, j)) / total));
    return logs.reduce((a, b) => a + b, 0) / Math.max(1, own.length);
  });
  return losses.reduce((a, b) => a + b) / losses.length;
}

test.each([
  [[0, 0, 1, 1, 2, 2], 0.5],
  [[0, 1, 0, 0, 1, 2], 0.1],
])(
  'is equation 2, a subject with one picture counting as 0: %j, τ = %d',
  (subjects, temperature) => {
    const loss = lossOf(tf.tensor2d(rows), subjects, temperature).dataSync()[0]!;
    expect(loss).toBeCloseTo(expected(rows, subjects, temperature), 4);
  },
);

test('its gradient is that of the equation, by finite differences', () => {
  const subjects = [0, 0, 1, 1, 2, 2];
  const gradient = tf.grad((x: tf.Tensor) => lossOf(x as tf.Tensor2D, subjects))(tf.tensor2d(rows));
  const found = gradient.arraySync() as number[][];
  for (const [i, row] of rows.entries()) {
    for (const at of row.keys()) {
      const moved = (by: number) =>
        rows.map((one, j) => one.map((value, k) => (i === j && at === k ? value + by : value)));
      const [up, down] = [1e-4, -1e-4].map((by) => expected(moved(by), subjects, 0.5));
      expect(found[i]![at]).toBeCloseTo((up! - down!) / 2e-4, 4);
    }
  }
});
