import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout } from './dropout.ts';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { gelu } from './gelu.ts';
import { linear } from './linear.ts';
import { recompute, type Recomputable } from './recompute.ts';

const seed = () => tf.tensor1d([3, 4], 'int32');
const shift = () => normal<tf.Rank.R1>([5], 9);

/** A block with tfjs's own operations, hand-written ones, and randomness. */
const block: Recomputable = ({ x, p, q }, { seed, shift }) => {
  const hidden = gelu(tf.add(x!, shift!));
  const update = { p: p as tf.Tensor2D, q: q as tf.Tensor2D, scale: tf.scalar(0.5) };
  const y = linear(hidden, normal([5, 5], 8), undefined, [update], { frozen: true });
  return tf.add(dropout(y, 0.3, seed as tf.Tensor1D, 2), x!);
};

onEachBackend('recompute', () => {
  const inputs = (): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] => [
    normal<tf.Rank.R2>([4, 5], 1),
    normal<tf.Rank.R2>([5, 2], 2),
    normal<tf.Rank.R2>([5, 2], 3),
  ];
  const constants = () => ({ seed: seed(), shift: shift() });
  const plain = (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor) => block({ x, p, q }, constants());
  const again = (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor) =>
    recompute({ x, p, q }, constants(), block);

  it('has the value and the gradients of the function', () => {
    expectSameAs(plain, again, inputs());
  });

  it('works twice in a row, and within what else has gradients', () => {
    const deep =
      (f: typeof plain) =>
      (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor): tf.Tensor =>
        tf.tanh(f(f(tf.mul(x, 0.5), p, q), p, q));
    expectSameAs(deep(plain), deep(again), inputs());
  });

  it('runs the function once more for gradients, and keeps nothing that it made', () => {
    let runs = 0;
    const wide: Recomputable = ({ x }) => {
      runs++;
      return tf.sum(tf.square(tf.square(tf.tile(x!, [1, 1000]))), 1);
    };
    tf.tidy(() => {
      const x = normal([4, 5], 1);
      const before = tf.memory().numBytes;
      let held = Infinity;
      tf.grad((x) => {
        const y = recompute({ x }, {}, wide);
        held = tf.memory().numBytes - before;
        return y;
      })(x);
      expect(runs).toBe(2);
      expect(held).toBeLessThan(4 * 5 * 1000);
    });
  });

  it('without gradients it runs once', () => {
    let runs = 0;
    tf.tidy(() =>
      recompute({ x: tf.ones([2]) }, {}, ({ x }) => {
        runs++;
        return tf.neg(x!);
      }),
    );
    expect(runs).toBe(1);
  });

  it('gives a gradient that is not a number, not a wrong one, where there is none', () => {
    const dy = tf.tensor1d([NaN, 1]);
    const square = (x: tf.Tensor): tf.Tensor => recompute({ x }, {}, ({ x }) => tf.square(x!));
    const [first, second] = tf
      .grad(square)(tf.tensor1d([3, 4]), dy)
      .dataSync();
    expect([first, second]).toEqual([NaN, 8]);
  });
});
