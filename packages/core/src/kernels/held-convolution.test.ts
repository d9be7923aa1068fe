import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBfloat16, heldInBfloat16, toBfloat16 } from './bfloat16.ts';
import { conv2d, type Padding } from './conv2d.ts';
import { available, expectClose, normal } from './each-backend.test.support.ts';
import { heldConvolution } from './held-convolution.ts';

type Picture = tf.Tensor4D;

/** Channels that fill vectors, that leave some over, and that are more than a panel. */
const cases: readonly [string, [number, number], [number, number], number, Padding][] = [
  ['keeps the size', [3, 3], [6, 16], 1, 1],
  ['keeps the size, with many channels', [3, 3], [34, 70], 1, 1],
  ['of one pixel', [1, 1], [2, 96], 1, 0],
  ['without padding', [3, 2], [4, 2], 1, 0],
  ['wider than high', [1, 5], [4, 18], 1, [[0, 0], [2, 2]]], // prettier-ignore
  ['at stride 2', [3, 3], [8, 20], 2, 1],
  ['at stride 2, padded on the right and below', [3, 3], [8, 6], 2, [[0, 1], [0, 1]]], // prettier-ignore
  ['at stride 3, leaving pixels over', [2, 2], [6, 4], 3, 0],
  ['padded by more than the filter', [2, 2], [6, 4], 1, [[1, 3], [0, 2]]], // prettier-ignore
];

const rounded = (x: Picture): Picture => fromBfloat16(toBfloat16(x));
const around = (padding: Padding) =>
  typeof padding === 'number' ? ([[padding, padding], [padding, padding]] as const) : padding; // prettier-ignore

/** The convolution in float32 by TensorFlow's own operations. */
const composed =
  (filter: Picture, bias: tf.Tensor1D, stride: number, padding: Padding) => (x: tf.Tensor) => {
    const [rows, columns] = around(padding);
    const padded = tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
    return tf.add<Picture>(tf.conv2d(padded as Picture, filter, stride, 'valid'), bias);
  };

describe.skipIf(!available.get('tensorflow'))('a convolution in bfloat16', () => {
  beforeAll(() => tf.setBackend('tensorflow'));

  it.each(cases)('%s, as float32 of rounded numbers', (_, size, channels, stride, padding) => {
    tf.tidy(() => {
      const x = normal<tf.Rank.R4>([3, 7, 6, channels[0]], 1);
      const filter = normal<tf.Rank.R4>([...size, ...channels], 2);
      const bias = normal<tf.Rank.R1>([channels[1]], 3);
      const held = heldInBfloat16(filter);
      const run = (x: tf.Tensor) =>
        conv2d(x as Picture, held, bias, { stride, padding, frozen: true });
      const expected = composed(rounded(filter), bias, stride, padding);
      const y = expected(rounded(x));
      // TensorFlow's own, used elsewhere, also rounds its result.
      const moves = { stride: [1, 1], before: [0, 0], size: [7, 6] } as const;
      const tolerance = heldConvolution(x, heldInBfloat16(tf.ones([1, 1, channels[0], 2])), moves)
        ? 1e-5
        : 2 ** -7;
      expectClose(run(x), y, tolerance);
      const dy = normal<tf.Rank.R4>(y.shape, 4);
      expectClose(tf.grad(run)(x, dy), tf.grad(expected)(x, rounded(dy)), tolerance);
    });
  });

  it.each(cases)('%s, whose gradient is its slope', (_, size, channels, stride, padding) => {
    tf.tidy(() => {
      // Whole numbers are not rounded, and differences of a linear function are exact.
      const whole = (shape: Picture['shape'], seed: number) =>
        tf.round(tf.mul<Picture>(normal<tf.Rank.R4>(shape, seed), 2));
      const held = heldInBfloat16(whole([...size, ...channels], 2));
      const run = (x: tf.Tensor) =>
        conv2d(x as Picture, held, undefined, { stride, padding, frozen: true });
      const [x, way] = [whole([2, 7, 6, channels[0]], 1), whole([2, 7, 6, channels[0]], 5)];
      const dy = whole(run(x).shape, 4);
      const steps = tf.sub(run(tf.add(x, way)), run(tf.sub(x, way)));
      const along = tf.sum(tf.mul(tf.grad(run)(x, dy), way));
      expectClose(along, tf.div(tf.sum(tf.mul(dy, steps)), 2), 2 ** -7);
    });
  });

  it('is not there for an odd number of channels, nor for a filter in float32', () => {
    tf.tidy(() => {
      const moves = { stride: [1, 1], before: [1, 1], size: [4, 4] } as const;
      const of = (from: number, to: number) => {
        const filter = tf.ones<tf.Rank.R4>([3, 3, from, to]);
        return { x: tf.ones<tf.Rank.R4>([1, 4, 4, from]), filter, held: heldInBfloat16(filter) };
      };
      const [odd, even] = [of(2, 3), of(2, 4)];
      expect(heldConvolution(odd.x, odd.held, moves)).toBeUndefined();
      expect(heldConvolution(even.x, even.filter, moves)).toBeUndefined();
    });
  });
});
