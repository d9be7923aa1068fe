import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { classification, regression } from './objective.ts';

beforeAll(() => startBackend());

test('classification answers with the class of the largest output', () => {
  expect(classification.predict(Float32Array.of(-3, 2, 2, 1))).toBe(1);
  const many = new Float32Array(300_000);
  expect(classification.predict(many)).toBe(0);
  expect(classification.predict(many.fill(1, -1))).toBe(many.length - 1);
  const loss = classification.loss(
    tf.tensor2d([[0, 0]]),
    tf.tensor1d([1], 'int32'),
    tf.ones<tf.Rank.R1>([1]),
  );
  expect(loss.dataSync()[0]).toBeCloseTo(Math.LN2, 6);
});

test('regression answers with its output', () => {
  expect(regression.predict(Float32Array.of(2.5))).toBe(2.5);
  const outputs = tf.tensor2d([[1], [2]]);
  const loss = regression.loss(outputs, tf.tensor1d([3, 2]), tf.ones<tf.Rank.R1>([2]));
  expect(loss.dataSync()[0]).toBe(2);
});

test.each([
  [classification, 2, 3, true],
  [classification, 3, 3, false],
  [classification, -1, 3, false],
  [classification, 0.5, 3, false],
  [regression, -0.5, 1, true],
  [regression, Infinity, 1, false],
  [regression, 1, 2, false],
])('%j, label %d for %d outputs: %s', (objective, label, outputs, accepted) => {
  expect(objective.accepts(label, outputs)).toBe(accepted);
});
