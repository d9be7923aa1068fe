import type * as tf from '@tensorflow/tfjs-core';
import { inHalves } from '../halves.ts';
import { batchRows, seedOf } from '../rows-of.ts';
import type { Forward } from '../task.ts';
import { tokensOf, type Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';

/**
 * A model's outputs for a batch, `[batch, numLabels]`, computed in halves.
 *
 * @param firstLayer where the model starts, with the batch's states
 * @param seed of the dropout, int32 `[2]`; each half has masks of its own
 */
export function outputsInHalves(
  model: Classifier,
  batch: Batch,
  pass: Forward['pass'],
  firstLayer: number,
  seed?: tf.Tensor1D,
): tf.Tensor2D {
  const [rows] = batch.inputIds.shape;
  const all = tokensOf(batch);
  return inHalves(rows, (from, count): tf.Tensor2D => {
    const tokens = batchRows(all, from, count);
    return model.logits(tokens, { ...pass(seed && seedOf(seed, from)), firstLayer });
  });
}
