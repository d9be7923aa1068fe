import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout } from './dropout.ts';
import { expectClose, normal, number, onEachBackend } from './each-backend.test.support.ts';

const seed = (first = 1, second = 2) => tf.tensor1d([first, second], 'int32');
const dropped = (y: tf.Tensor): tf.Tensor => tf.cast(tf.equal(y, 0), 'float32');

onEachBackend('dropout', () => {
  it('drops the given share and keeps the expectation', () => {
    const ones = tf.ones([301, 333]);
    for (const rate of [0.1, 0.5, 0.9]) {
      const y = dropout(ones, rate, seed(), 3);
      // 100,233 draws: four standard errors are at most 0.0064.
      expect(Math.abs(number(tf.mean(dropped(y))) - rate)).toBeLessThan(0.0064);
      expect(number(tf.max(y))).toBeCloseTo(1 / (1 - rate), 5);
    }
  });

  it('is the same for the same seed and site, and otherwise independent', () => {
    const ones = tf.ones([200, 201]);
    const mask = (s: tf.Tensor1D, site: number): tf.Tensor => dropped(dropout(ones, 0.5, s, site));
    const first = mask(seed(), 3);
    expectClose(mask(seed(), 3), first, 1e-9);
    for (const other of [mask(seed(), 4), mask(seed(2, 2), 3), mask(seed(1, 3), 3)]) {
      const both = number(tf.mean(tf.mul(first, other)));
      expect(Math.abs(both - 0.25)).toBeLessThan(0.01);
    }
  });

  it('has no pattern along neighbours and halves', () => {
    const mask = tf.reshape(dropped(dropout(tf.ones([40000]), 0.5, seed(), 0)), [-1]);
    for (const lag of [1, 2, 3, 4, 256, 20000]) {
      const head = tf.slice(mask, [0], [40000 - lag]);
      const tail = tf.slice(mask, [lag], [40000 - lag]);
      expect(Math.abs(number(tf.mean(tf.mul(head, tail))) - 0.25)).toBeLessThan(0.013);
    }
  });

  it('has the gradient of its mask', () => {
    const [x, dy] = [normal([20, 30], 1), normal([20, 30], 2)];
    const [s, mask] = [seed(), dropout(tf.onesLike(x), 0.3, seed(), 5)];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      expectClose(tf.grad((x) => dropout(x, 0.3, s, 5))(x, dy), tf.mul(dy, mask));
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does nothing at rate 0', () => {
    const x = normal([3, 3], 1);
    expectClose(dropout(x, 0, seed(), 0), x, 1e-9);
  });
});
