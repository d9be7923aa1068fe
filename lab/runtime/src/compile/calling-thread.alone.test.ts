import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';

vi.hoisted(() => {
  process.env['TF_NUM_INTEROP_THREADS'] = '1'; // TensorFlow and the addon read it when they load
});

describeNative('a graph on the thread that calls', () => {
  it('rounds numbers below float32’s normal ones to zero, as TensorFlow’s own threads do', () => {
    const product = compile((a: tf.Tensor, b: tf.Tensor) => tf.mul(a, b));
    for (let i = 0; i < 3; i++) {
      expect(values(product(tf.tensor([1e-30, 1]), tf.tensor([1e-10, 2])))).toEqual([0, 2]);
    }
  });

  it('leaves Node’s own numbers as they are', () => {
    const [least, one] = new Float64Array([5e-324, 1]) as unknown as [number, number];
    expect(least * one).toBeGreaterThan(0);
  });
});
