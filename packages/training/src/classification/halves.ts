import type { TokenBatch } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';
import { inHalves } from '../halves.ts';
import { rowsOf, seedOf } from '../rows-of.ts';
import type { Forward } from '../task.ts';
import type { Classifier } from './classifier.ts';

/**
 * A model's outputs for a batch, `[batch, numLabels]`, computed in halves.
 *
 * @param seed of the dropout, int32 `[2]`; each half has masks of its own
 */
export function outputsInHalves(
  model: Classifier,
  batch: TokenBatch,
  pass: Forward['pass'],
  seed?: tf.Tensor1D,
): tf.Tensor2D {
  const [rows] = batch.inputIds.shape;
  const { inputIds, attentionMask, tokenTypeIds } = batch;
  return inHalves(rows, (from, count): tf.Tensor2D => {
    const tokens = rowsOf({ inputIds, attentionMask, tokenTypeIds }, from, count);
    return model.logits(tokens, pass(seed && seedOf(seed, from)));
  });
}
