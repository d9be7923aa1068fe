import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { attention } from './attention.ts';
import { blockwiseAttention } from './blockwise-attention.ts';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';

type Rows = tf.Tensor2D;

const batch = 2;
const heads = 2;
const rows = (length: number, seed: number) => normal<tf.Rank.R2>([batch * length, 6], seed);

onEachBackend('blockwiseAttention', () => {
  // The scores of a query are batch · heads · keys = 20 numbers.
  it.each([
    ['all queries at a time', 7, undefined],
    ['three queries at a time, and what is left', 7, 60],
    ['two queries at a time', 4, 59],
    ['one query at a time, whatever it takes', 3, 1],
  ])('is attention: %s', (_, queries, maxScores) => {
    const options = { batch, heads, ...(maxScores && { maxScores }) };
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => attention(q, k, v, { batch, heads }),
      (q, k, v) => blockwiseAttention(q, k, v, options),
      [rows(queries, 1), rows(5, 2), rows(5, 3)],
    );
  });

  it('takes another scale', () => {
    expectSameAs(
      (q: Rows, k: Rows, v: Rows) => attention(q, k, v, { batch, heads, scale: 1.5 }),
      (q, k, v) => blockwiseAttention(q, k, v, { batch, heads, scale: 1.5, maxScores: 40 }),
      [rows(4, 1), rows(5, 2), rows(5, 3)],
    );
  });

  it('never holds all scores, forward nor backward', async () => {
    const length = 256;
    const scores = 4 * batch * heads * length ** 2;
    const inputs: [Rows, Rows, Rows] = [rows(length, 1), rows(length, 2), rows(length, 3)];
    const peakOf = async (run: (q: Rows, k: Rows, v: Rows) => tf.Tensor): Promise<number> => {
      const before = tf.memory().numBytes;
      const { peakBytes } = await tf.profile(() =>
        tf.tidy(() => void tf.grads(run as (...x: tf.Tensor[]) => tf.Tensor)(inputs, inputs[0])),
      );
      return peakBytes - before;
    };
    const maxScores = scores / 4 / 16;
    const blockwise = await peakOf((q, k, v) =>
      blockwiseAttention(q, k, v, { batch, heads, maxScores }),
    );
    vi.stubEnv('SINGLORA_FUSED', '0');
    const whole = await peakOf((q, k, v) => attention(q, k, v, { batch, heads }));
    vi.unstubAllEnvs();
    expect(whole).toBeGreaterThan(2 * scores);
    expect(blockwise).toBeLessThan(scores);
  });
});
