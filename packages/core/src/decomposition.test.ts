import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { decompositions, type Product } from './decomposition.ts';
import { normals, seeded, startTensorFlow } from './kit.test.support.ts';
import {
  addScaled,
  eigen,
  matrix,
  multiply,
  norm,
  transpose,
  type Matrix,
} from './linear-algebra.ts';
import { matrixTensor } from './matrix-of.ts';

beforeAll(startTensorFlow);

const random = (rows: number, cols: number, seed: number): Matrix => {
  const { normal } = seeded(seed);
  return matrix(rows, cols, () => normal());
};
const productOf = ({ p, q }: Product): Matrix => multiply(p, transpose(q));
const far = (a: Matrix, b: Matrix): number => norm(addScaled(a, b, -1)) / norm(b);

it.each([
  [60, 90],
  [90, 60],
])('svd of %d × %d is the largest part, with few of the columns', (out, inputs) => {
  const w = random(out, inputs, 1);
  const { values, vectors } = eigen(multiply(w, transpose(w)));
  const first = matrix(out, 4, (i, j) => vectors.data[i * out + j]!);
  const wanted = multiply(first, multiply(transpose(first), w));
  const { p, q } = decompositions.svd(matrixTensor(w), 4, seeded(2).normal);
  expect(far(productOf({ p, q }), wanted)).toBeLessThan(1e-4);
  for (const side of [p, q]) {
    const gram = multiply(transpose(side), side);
    const roots = matrix(4, 4, (i, j) => (i === j ? Math.sqrt(values[i]!) : 0));
    expect(far(gram, roots)).toBeLessThan(1e-4);
  }
});

it.each(['svd', 'qr'] as const)('%s of a weight of lower rank is that weight', (by) => {
  const w = multiply(random(9, 2, 3), random(2, 7, 4));
  const found = decompositions[by](matrixTensor(w), 5, seeded(5).normal);
  expect([found.p.cols, found.q.cols]).toEqual([5, 5]);
  expect(far(productOf(found), w)).toBeLessThan(1e-5);
});

it.each(['svd', 'qr', 'symmetric'] as const)('%s of zeros is zeros', (by) => {
  const found = decompositions[by](tf.zeros([4, 6]), 3, seeded(6).normal);
  expect(norm(productOf(found))).toBe(0);
});

it('leaves no tensor behind', () => {
  const w = normals(seeded(7), [8, 6]) as tf.Tensor2D;
  const before = tf.memory().numTensors;
  for (const by of ['svd', 'qr', 'symmetric'] as const) decompositions[by](w, 2, seeded(8).normal);
  expect(tf.memory().numTensors).toBe(before);
});
