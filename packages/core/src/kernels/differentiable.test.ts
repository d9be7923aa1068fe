import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { differentiable } from './differentiable.ts';
import { expectClose, onEachBackend } from './each-backend.test.support.ts';

onEachBackend('differentiable', () => {
  it('computes only the gradients that are asked for', () => {
    const [da, db] = [vi.fn(() => tf.scalar(10)), vi.fn(() => tf.scalar(20))];
    const op = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      differentiable({ a, b }, () => ({
        value: tf.add(a, b),
        gradients: () => ({ a: da, b: db }),
      }));
    const [a, b] = [tf.scalar(1), tf.scalar(2)];
    tf.grad((a) => op(a, b))(a);
    expect(da).toHaveBeenCalledTimes(1);
    expect(db).not.toHaveBeenCalled();
  });

  it('keeps what is asked for while recording only, and frees all of it', () => {
    const expensive = vi.fn(() => tf.scalar(3));
    const op = (x: tf.Tensor): tf.Tensor =>
      differentiable({ x }, (keep) => {
        const slope = keep(expensive);
        return { value: tf.mul(x, 3), gradients: (dy) => ({ x: () => tf.mul(dy, slope()) }) };
      });
    const [x, three] = [tf.scalar(5), tf.scalar(3)];
    const before = tf.memory().numTensors;
    op(x).dispose();
    expect(expensive).not.toHaveBeenCalled();
    const gradient = tf.grad(op)(x);
    expectClose(gradient, three);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('shares what several gradients need, and frees it', () => {
    const compute = vi.fn((dy: tf.Tensor) => tf.mul(dy, 2));
    const op = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      differentiable({ a, b }, () => ({
        value: tf.mul(tf.add(a, b), 2),
        gradients: (dy, share) => {
          const twice = share(() => compute(dy));
          return { a: twice, b: twice };
        },
      }));
    const [x, four] = [tf.scalar(1), tf.scalar(4)];
    const before = tf.memory().numTensors;
    // The same tensor twice: its two gradients are added, and the tape frees the first.
    const gradient = tf.grad((x) => op(x, x))(x);
    expectClose(gradient, four);
    expect(compute).toHaveBeenCalledTimes(1);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lets a gradient be dy itself', () => {
    const same = (x: tf.Tensor): tf.Tensor =>
      differentiable({ x }, () => ({ value: tf.clone(x), gradients: (dy) => ({ x: () => dy }) }));
    expectClose(tf.grad((x) => tf.add(same(x), same(x)))(tf.scalar(1)), tf.scalar(2));
  });
});
