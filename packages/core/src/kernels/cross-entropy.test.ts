import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.ts';
import {
  expectClose,
  expectSameAs,
  normal,
  number,
  onEachBackend,
} from './each-backend.test.support.ts';

const logits = () => normal<tf.Rank.R2>([4, 3], 1);
const labels = () => tf.tensor1d([2, 0, 1, 1], 'int32');

onEachBackend('crossEntropy', () => {
  it('is the weighted mean of −log softmax at the label', () => {
    const weights = tf.tensor1d([1, 0.5, 2, 0]);
    const naive = (logits: tf.Tensor2D): tf.Tensor => {
      const exps = tf.exp(logits);
      const picked = tf.sum(tf.mul(exps, tf.oneHot(labels(), 3)), 1);
      const losses = tf.neg(tf.log(tf.div(picked, tf.sum(exps, 1))));
      return tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
    };
    expectSameAs(naive, (logits) => crossEntropy(logits, labels(), weights), [logits()]);
  });

  it('leaves rows of weight 0 out', () => {
    const loss = (rows: tf.Tensor2D): tf.Tensor =>
      crossEntropy(rows, labels(), tf.tensor1d([1, 1, 1, 0]));
    const other = tf.add<tf.Tensor2D>(logits(), tf.tensor2d([0, 0, 0, 7], [4, 1]));
    expectClose(loss(other), loss(logits()));
    expect(number(crossEntropy(logits(), labels(), tf.zeros([4])))).toBe(0);
  });

  it('takes classes that are left out by a logit of −∞', () => {
    const label = tf.tensor1d([0], 'int32');
    const loss = (rows: tf.Tensor): tf.Tensor =>
      crossEntropy(rows as tf.Tensor2D, label, tf.ones([1]));
    const out = tf.tensor2d([[1, -Infinity, 1]]);
    expectClose(loss(out), tf.scalar(Math.LN2));
    expectClose(tf.grad(loss)(out), tf.tensor2d([[-0.5, 0, 0.5]]));
  });

  it('stays finite where the odds are hopeless', () => {
    const far = tf.tensor2d([[300, 0, -300]]);
    const label = tf.tensor1d([2], 'int32');
    const loss = (rows: tf.Tensor): tf.Tensor =>
      crossEntropy(rows as tf.Tensor2D, label, tf.ones([1]));
    expectClose(loss(far), tf.scalar(600));
    expectClose(tf.grad(loss)(far), tf.tensor2d([[1, 0, -1]]));
  });
});
