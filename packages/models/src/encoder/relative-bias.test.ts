import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { onEachBackend } from '../fixtures.test.support.ts';
import { bucketStarts, relativeBias } from './relative-bias.ts';

it('each bucket begins where that of transformers does', () => {
  expect(bucketStarts(16)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]);
});

onEachBackend('the bias', () => {
  it('of each head is of a key before the query in one half of the table, of one behind it in the other', () => {
    const table = tf.tensor2d(Array.from({ length: 32 }, (_, bucket) => [bucket, 10 * bucket]));
    const bias = relativeBias(table, tf.range(0, 200, 1, 'int32'));
    expect(bias.shape).toEqual([1, 2, 200, 200]);
    const [[first, second]] = bias.arraySync() as [[number[][], number[][]]];
    expect([0, 1, 7, 8, 12, 90, 91, 199].map((key) => first[0]?.[key])).toEqual([
      0, 17, 23, 24, 25, 30, 31, 31,
    ]);
    expect([199, 198, 192, 191, 187, 109, 108, 0].map((key) => first[199]?.[key])).toEqual([
      0, 1, 7, 8, 9, 14, 15, 15,
    ]);
    expect(second[3]?.[1]).toBe(20);
  });
});
