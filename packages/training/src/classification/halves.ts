import type { TokenBatch } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import { rowsOf, seedOf } from '../rows-of.ts';
import type { Forward } from '../task.ts';
import type { Classifier } from './classifier.ts';

/**
 * A model's outputs for a batch, `[batch, numLabels]`, computed in two halves that do not depend on each
 * other: a compiled graph runs them side by side, and while an operation of one cannot use all cores,
 * another of the other does.
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
  const middle = Math.ceil(rows / 2);
  const { inputIds, attentionMask, tokenTypeIds } = batch;
  const half = (from: number, count: number): tf.Tensor2D => {
    const tokens = rowsOf({ inputIds, attentionMask, tokenTypeIds }, from, count);
    return model.logits(tokens, pass(seed && seedOf(seed, from)));
  };
  if (middle === rows) return half(0, rows);
  return tf.concat([half(0, middle), half(middle, rows - middle)]);
}
