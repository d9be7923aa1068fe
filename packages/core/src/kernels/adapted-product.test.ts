import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptedProduct } from './adapted-product.ts';
import { fromBfloat16, heldInBfloat16, toBfloat16 } from './bfloat16.ts';
import { available, expectClose, normal, onEachBackend } from './each-backend.test.support.ts';
import { heldProduct } from './held-product.ts';

/** Sizes that fill tiles and vectors, that leave some over, and that are more than a panel. */
const sizes = [
  { rows: 1, inner: 2, columns: 7, rank: 0, biased: false },
  { rows: 9, inner: 12, columns: 16, rank: 3, biased: true },
  { rows: 13, inner: 70, columns: 45, rank: 8, biased: true },
  { rows: 24, inner: 64, columns: 150, rank: 1, biased: false },
];

type Matrix = tf.Tensor2D;
const rounded = (x: Matrix): Matrix => fromBfloat16(toBfloat16(x));

function inputsOf({ rows, inner, columns, rank, biased }: (typeof sizes)[number]) {
  const matrix = (shape: [number, number], seed: number) => normal<tf.Rank.R2>(shape, seed);
  const sides = { h: matrix([rows, rank], 3), p: matrix([columns, rank], 4) };
  const bias = biased ? normal<tf.Rank.R1>([columns], 5) : undefined;
  return {
    a: matrix([rows, inner], 1),
    b: matrix([inner, columns], 2),
    bias,
    terms: rank > 0 ? [sides, { h: tf.mul<Matrix>(sides.h, 2), p: sides.p }] : [],
  };
}

/** The product in float32 by TensorFlow's own operations. */
function expected(a: Matrix, b: Matrix, { bias, terms }: ReturnType<typeof inputsOf>): Matrix {
  const products = terms.map(({ h, p }) => tf.matMul<Matrix>(h, p, false, true));
  return [tf.matMul<Matrix>(a, b), ...products, ...(bias ? [bias] : [])].reduce<Matrix>(
    (sum, term) => tf.add(sum, term),
    tf.zeros([a.shape[0], b.shape[1]]),
  );
}

onEachBackend('adaptedProduct', () => {
  it.each(sizes)('adds all, $rows × $inner × $columns, rank $rank', (size) => {
    tf.tidy(() => {
      const inputs = inputsOf(size);
      const { a, b, bias, terms } = inputs;
      const across = tf.transpose(b);
      const y = expected(a, b, inputs);
      expectClose(adaptedProduct(a, b, terms, { bias }), y, 1e-5);
      expectClose(adaptedProduct(a, across, terms, { bias, transposeB: true }), y, 1e-5);
    });
  });
});

describe.skipIf(!available.get('tensorflow'))('adaptedProduct with a matrix in bfloat16', () => {
  beforeAll(() => tf.setBackend('tensorflow'));

  it.each(sizes)('rounds the factors alone, $rows × $inner × $columns, rank $rank', (size) => {
    tf.tidy(() => {
      const inputs = inputsOf(size);
      const { a, b, bias, terms } = inputs;
      const y = expected(rounded(a), rounded(b), inputs);
      const [held, across] = [heldInBfloat16(b), heldInBfloat16(tf.transpose(b))];
      // TensorFlow's own product, used elsewhere, also rounds its result and the bias.
      const tolerance = heldProduct(a, held, {}) ? 1e-5 : 2 ** -7;
      expectClose(adaptedProduct(a, held, terms, { bias }), y, tolerance);
      expectClose(adaptedProduct(a, across, terms, { bias, transposeB: true }), y, tolerance);
      const [odd, one] = [tf.slice(a, [0, 0], [-1, 1]), heldInBfloat16(tf.slice(b, 0, 1))];
      expect(heldProduct(odd, one, {})).toBeUndefined();
    });
  });
});
