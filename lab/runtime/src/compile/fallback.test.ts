import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { compile } from './compile.ts';

beforeAll(() => tf.setBackend('cpu'));

it('runs the function as it is on other backends, and leaves no tensor behind', () => {
  const f = vi.fn((x: tf.Tensor) => ({ y: tf.add(tf.square(x), tf.randomUniform([2], 0, 1e-9)) }));
  const compiled = compile(f);
  const x = tf.tensor1d([1, 2]);
  compiled.record(x);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 4; i++) {
    const { y } = compiled(x);
    expect([...y.dataSync()].map(Math.round)).toEqual([1, 4]);
    y.dispose();
  }
  expect(f).toHaveBeenCalledTimes(4);
  expect(tf.memory().numTensors).toBe(before);
  compiled.dispose();
});
