import type { Pass, TokenBatch } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from './classifier.ts';
import { rowsOf, seedOf } from './rows-of.ts';

/**
 * A model's outputs for a batch, `[batch, numLabels]`, computed in two halves that do not depend on each
 * other: a compiled graph runs them side by side, and while an operation of one cannot use all cores,
 * another of the other does.
 *
 * @param passOf how to run the model; while training, given each half's own seed of its dropout
 * @param seed int32 `[2]`
 */
export function outputsInHalves(
  model: Classifier,
  batch: TokenBatch,
  passOf: (seed?: tf.Tensor1D) => Pass,
  seed?: tf.Tensor1D,
): tf.Tensor2D {
  const [rows] = batch.inputIds.shape;
  const middle = Math.ceil(rows / 2);
  const { inputIds, attentionMask, tokenTypeIds } = batch;
  const half = (from: number, count: number): tf.Tensor2D => {
    const tokens = rowsOf({ inputIds, attentionMask, tokenTypeIds }, from, count);
    return model.logits(tokens, passOf(seed && seedOf(seed, from)));
  };
  if (middle === rows) return half(0, rows);
  return tf.concat([half(0, middle), half(middle, rows - middle)]);
}
