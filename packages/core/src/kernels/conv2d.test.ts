import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { conv2d, type Conv2dOptions, type Padding } from './conv2d.ts';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';

type Picture = tf.Tensor4D;
type Vector = tf.Tensor1D;

const picture = () => normal<tf.Rank.R4>([2, 6, 5, 3], 1);
const bias = () => normal<tf.Rank.R1>([2], 3);

/** A product for each filter position, with a slice of the padded picture. */
function naive(
  x: Picture,
  filter: Picture,
  bias: Vector | undefined,
  stride: number,
  [rows, columns]: readonly (readonly [number, number])[],
): tf.Tensor {
  const padded = tf.pad(x, [[0, 0], [...rows!], [...columns!], [0, 0]]);
  const [height, width] = filter.shape;
  /** Along an axis, the pixels that the filter's entry `from` meets. */
  const met = (from: number, axis: 1 | 2) => {
    const size = Math.floor((padded.shape[axis] - filter.shape[axis - 1]!) / stride) + 1;
    return Array.from({ length: size }, (_, k) => from + k * stride);
  };
  const parts: tf.Tensor[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const pixels = tf.gather(tf.gather(padded, met(i, 1), 1), met(j, 2), 2);
      const weight = tf.reshape<tf.Rank.R2>(
        tf.slice(filter, [i, j, 0, 0], [1, 1, -1, -1]),
        [3, -1],
      );
      const product = tf.matMul(tf.reshape<tf.Rank.R2>(pixels, [-1, 3]), weight);
      parts.push(tf.reshape(product, [...pixels.shape.slice(0, 3), -1]));
    }
  }
  const sum = parts.reduce((a, b) => tf.add(a, b));
  return bias ? tf.add(sum, bias) : sum;
}

const sides = (padding: Padding) =>
  typeof padding === 'number'
    ? [[padding, padding] as const, [padding, padding] as const]
    : padding;

onEachBackend('conv2d', () => {
  it.each<[string, number, number, Padding]>([
    ['keeps the size', 3, 1, 1],
    ['keeps the size with a wide filter', 5, 1, 2],
    ['without padding', 3, 1, 0],
    ['of one pixel', 1, 1, 0],
    ['of one pixel at stride 2', 1, 2, 0],
    ['of two pixels', 2, 1, 1],
    ['at stride 2, padded on all sides', 3, 2, 1],
    ['at stride 2, padded on the right and below', 3, 2, [[0, 1], [0, 1]]], // prettier-ignore
    ['at stride 3, leaving pixels over', 2, 3, 0],
    ['padded unevenly', 3, 1, [[2, 0], [1, 3]]], // prettier-ignore
  ])('%s', (_, size, stride, padding) => {
    const filter = normal<tf.Rank.R4>([size, size, 3, 2], 2);
    expectSameAs(
      (x: Picture, filter: Picture, bias: Vector) => naive(x, filter, bias, stride, sides(padding)),
      (x, filter, bias) => conv2d(x, filter, bias, { stride, padding }),
      [picture(), filter, bias()],
    );
  });

  it('keeps the size of filters that are wider than high', () => {
    const filter = normal<tf.Rank.R4>([1, 5, 3, 2], 2);
    expectSameAs(
      (x: Picture, filter: Picture) => naive(x, filter, undefined, 1, [[0, 0], [2, 2]]), // prettier-ignore
      (x, filter) => conv2d(x, filter, undefined, { padding: [[0, 0], [2, 2]] }), // prettier-ignore
      [picture(), filter],
    );
  });

  it.each<[string, Conv2dOptions, [number, number]]>([
    ['dilated', { dilation: 2 }, [2, 2]],
    ['dilated along one axis', { dilation: [1, 2] }, [1, 2]],
  ])('as tfjs: %s', (_, options, dilation) => {
    const filter = normal<tf.Rank.R4>([3, 2, 3, 2], 2);
    const theirs = tf.conv2d(picture(), filter, 1, 'valid', 'NHWC', dilation);
    expectClose(conv2d(picture(), filter, bias(), options), tf.add(theirs, bias()));
  });

  it('has the gradients of what it is, dilated and padded', () => {
    const filter = normal<tf.Rank.R4>([2, 2, 3, 2], 2);
    /** A filter of 3 × 2 with zeros. */
    const wide = (f: Picture) =>
      tf.concat(
        [tf.slice(f, 0, [1, 2, 3, 2]), tf.zeros([1, 2, 3, 2]), tf.slice(f, 1, [1, 2, 3, 2])],
        0,
      ) as Picture;
    expectSameAs(
      (x: Picture, filter: Picture, bias: Vector) =>
        tf.add(tf.conv2d(tf.pad(x, [[0, 0], [0, 0], [0, 1], [0, 0]]), wide(filter), [3, 2], 'valid'), bias), // prettier-ignore
      (x, filter, bias) =>
        conv2d(x, filter, bias, { stride: [3, 2], padding: [[0, 0], [0, 1]], dilation: [2, 1] }), // prettier-ignore
      [picture(), filter, bias()],
    );
  });

  it('refuses a filter that is larger than the picture', () => {
    const filter = normal<tf.Rank.R4>([5, 1, 3, 2], 2);
    const x = tf.ones<tf.Rank.R4>([1, 7, 1, 3]);
    expect(conv2d(x, filter, undefined, { padding: 1, dilation: 2 }).shape).toEqual([1, 1, 3, 2]);
    expect(() => conv2d(x, filter, undefined, { dilation: 2 })).toThrow(
      'A filter of 9 × 1 does not fit into 7 × 1 places.',
    );
  });

  it('with a frozen filter gives the picture its gradient, and keeps only the filter', () => {
    const options: Conv2dOptions = { padding: 1, frozen: true };
    tf.tidy(() => {
      const [x, filter] = [picture(), normal<tf.Rank.R4>([3, 3, 3, 2], 2)];
      const run = (options: Conv2dOptions) =>
        tf.grad((x) => conv2d(x as Picture, filter, bias(), options))(x);
      expectClose(run(options), run({ padding: 1 }));
      const ofFilter = (f: tf.Tensor) => conv2d(x, f as Picture, undefined, options);
      expect(() => tf.grad(ofFilter)(filter)).toThrow();
    });
  });
});
