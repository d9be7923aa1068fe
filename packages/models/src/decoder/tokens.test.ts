import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { causalMask } from '../masks.ts';
import { tokenPositions } from '../positions.ts';
import { lastTokens } from './tokens.ts';
import { onEachBackend } from '../fixtures.test.support.ts';

onEachBackend('the tokens of a decoder', () => {
  it('are counted from 0', () => {
    const ids = tf.tensor2d([[7, 7, 9], [0, 1, 2]], [2, 3], 'int32'); // prettier-ignore
    expect(tokenPositions(ids).arraySync()).toEqual([0, 1, 2]);
  });

  it('see themselves and what is before them', () => {
    const mask = causalMask(tf.tensor1d([0, 1, 2], 'int32'));
    expect(tf.equal(mask, 0).arraySync()).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });

  it('end where padding begins', () => {
    const masks = [[1, 1, 1], [1, 0, 0], [1, 1, 0], [0, 0, 0]]; // prettier-ignore
    const { position, row } = lastTokens(tf.tensor2d(masks, [4, 3], 'int32'));
    expect(position.arraySync()).toEqual([2, 0, 1, 0]);
    expect(row.arraySync()).toEqual([2, 3, 7, 9]);
    expect(row.dtype).toBe('int32');
  });
});
