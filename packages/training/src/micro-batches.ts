import { after, type NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from './batches.ts';
import { globalNorm } from './clip.ts';
import type { LossAndGradients } from './loss-and-gradients.ts';
import { rowsOf, seedOf } from './rows-of.ts';

/**
 * The loss of a batch and its gradients, a few rows at a time: only one micro-batch's activations
 * are there at once. The same result, as the loss is a weighted mean over the rows: that of the
 * batch is the sum of the micro-batches', each times its share of the weights.
 *
 * @param size rows in a micro-batch; the last may have fewer
 * @param seed int32 `[2]`, of the dropout
 * @param run the loss of some rows and its gradients
 */
export function inMicroBatches(
  batch: Batch,
  size: number,
  seed: tf.Tensor1D,
  run: (batch: Batch, seed: tf.Tensor1D) => LossAndGradients,
): LossAndGradients {
  const [rows] = batch.weights.shape;
  if (size >= rows) return run(batch, seed);
  const total = tf.sum(batch.weights);
  let sum: NamedTensors | undefined;
  for (let from = 0; from < rows; from += size) {
    // One after the other: a compiled graph would run them side by side.
    const wait = sum ? after(globalNorm(sum)) : <T extends tf.Tensor>(x: T): T => x;
    const part = rowsOf(batch, from, Math.min(size, rows - from));
    const share = tf.divNoNan(tf.sum(part.weights), total);
    const { loss, gradients } = run(mapValues(part, wait), seedOf(wait(seed), from));
    const own = mapValues({ ...gradients, loss }, (x) => tf.mul(x, share));
    const before: NamedTensors | undefined = sum;
    sum = before ? mapValues(own, (x, name) => tf.add(before[name] as tf.Tensor, x)) : own;
  }
  const { loss, ...gradients } = sum as NamedTensors;
  return { loss: loss as tf.Scalar, gradients };
}

function mapValues<T extends object>(tensors: T, f: (x: tf.Tensor, name: string) => tf.Tensor): T {
  const entries = Object.entries(tensors).map(([name, x]) => [name, f(x as tf.Tensor, name)]);
  return Object.fromEntries(entries) as T;
}
