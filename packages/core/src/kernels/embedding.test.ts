import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { embedding } from './embedding.ts';

const tests = (): void => {
  it('picks rows, some more than once', () => {
    const ids = tf.tensor2d([3, 0, 3, 4, 1, 3], [2, 3], 'int32');
    const naive = (table: tf.Tensor2D): tf.Tensor => {
      const rows = tf.matMul(tf.cast(tf.oneHot(tf.reshape(ids, [6]), 5), 'float32'), table);
      return tf.reshape(rows, [2, 3, 4]);
    };
    expectSameAs(naive, (table) => embedding(table, ids), [normal<tf.Rank.R2>([5, 4], 1)]);
  });

  it('refuses an id outside the table', () => {
    const table = normal<tf.Rank.R2>([5, 4], 1);
    expect(() => embedding(table, tf.tensor1d([5], 'int32'))).toThrow(/5 is not in \[0, [45]/);
  });
};

onEachBackend('embedding', tests, { onWasm: true });
