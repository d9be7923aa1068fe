import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { lastTokens } from './tokens.ts';
import { onEachBackend } from '../fixtures.test.support.ts';

onEachBackend('the tokens of a decoder', () => {
  it('end where padding begins', () => {
    const masks = [[1, 1, 1], [1, 0, 0], [1, 1, 0], [0, 0, 0]]; // prettier-ignore
    const { position, row } = lastTokens(tf.tensor2d(masks, [4, 3], 'int32'));
    expect(position.arraySync()).toEqual([2, 0, 1, 0]);
    expect(row.arraySync()).toEqual([2, 3, 7, 9]);
    expect(row.dtype).toBe('int32');
  });
});
