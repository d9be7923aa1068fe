import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  expectClose,
  expectSameAs,
  normal,
  number,
  onEachBackend,
} from './each-backend.test.support.ts';
import { meanSquaredError } from './mean-squared-error.ts';

const outputs = () => normal<tf.Rank.R2>([4, 1], 1);
const labels = () => tf.tensor1d([2.5, 0, -1.25, 4]);

onEachBackend('meanSquaredError', () => {
  it('is the weighted mean of squared differences', () => {
    const weights = tf.tensor1d([1, 0.5, 2, 0]);
    const naive = (rows: tf.Tensor2D): tf.Tensor => {
      const squares = tf.square(tf.sub(tf.reshape(rows, [4]), labels()));
      return tf.div(tf.sum(tf.mul(squares, weights)), tf.sum(weights));
    };
    expectSameAs(naive, (rows) => meanSquaredError(rows, labels(), weights), [outputs()]);
  });

  it('leaves rows of weight 0 out', () => {
    const loss = (rows: tf.Tensor2D): tf.Tensor =>
      meanSquaredError(rows, labels(), tf.tensor1d([1, 1, 1, 0]));
    const other = tf.add<tf.Tensor2D>(outputs(), tf.tensor2d([0, 0, 0, 7], [4, 1]));
    expectClose(loss(other), loss(outputs()));
    expect(number(meanSquaredError(outputs(), labels(), tf.zeros([4])))).toBe(0);
  });
});
