import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normals } from '../models/random-matrices.ts';
import { damped, inverse, inverseSquareRoot } from './matrix-powers.ts';

beforeAll(() => startBackend());

/** A symmetric positive definite matrix whose eigenvalues differ by up to a factor of 1e4. */
function matrixOf(size: number): tf.Tensor2D {
  const factor = normals(randomStream(size, 'factor'), [size, size]);
  return damped(tf.matMul(factor, factor, true));
}

const distance = (one: tf.Tensor, other: tf.Tensor) =>
  tf.norm(tf.sub(one, other)).dataSync()[0] ?? NaN;

describe.each([1, 2, 5, 8])('of a matrix of %d rows', (size) => {
  const matrix = () => matrixOf(size);

  it('the inverse', () => {
    const product = tf.matMul<tf.Tensor2D>(matrix(), inverse(matrix()));
    expect(distance(product, tf.eye(size))).toBeLessThan(1e-2);
  });

  it('the inverse square root', () => {
    const root = inverseSquareRoot(matrix());
    const product = tf.matMul<tf.Tensor2D>(tf.matMul(root, matrix()), root);
    expect(distance(product, tf.eye(size))).toBeLessThan(1e-2);
  });
});

it('a matrix of zeros is damped to one that is not singular', () => {
  const root = inverseSquareRoot(damped(tf.zeros([3, 3])));
  expect([...root.dataSync()].every(Number.isFinite)).toBe(true);
});
