import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { after } from './after.ts';
import { onEachBackend } from './each-backend.test.support.ts';

onEachBackend('after', () => {
  it.each([[[1, -2]], [[NaN, 1]], [[Infinity, -Infinity]]])('changes nothing after %j', (first) => {
    const wait = after(tf.tensor1d(first));
    const reals = wait(tf.tensor1d([1.5, -3e38, Infinity]));
    expect([...reals.dataSync()]).toEqual([1.5, Math.fround(-3e38), Infinity]);
    const ids = wait(tf.tensor1d([2 ** 31 - 1, -7], 'int32'));
    expect([ids.dtype, ...ids.dataSync()]).toEqual(['int32', 2 ** 31 - 1, -7]);
  });
});
