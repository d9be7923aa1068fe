import { after, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { globalNorm } from './clip.ts';
import { unequalRows } from './errors.ts';
import type { LossAndGradients } from './loss-and-gradients.ts';
import { batchRows, seedOf } from './rows-of.ts';
import type { Seeds, Task } from './task.ts';

/**
 * The loss of a batch and its gradients, a few rows at a time, so that only one micro-batch's
 * activations exist at once. The result is the same: the loss is a weighted mean over the rows, so
 * the batch's is the sum of the micro-batches' losses, each times its share of the weights. Each
 * micro-batch has its own seeds.
 *
 * @param size rows in a micro-batch; the last may have fewer
 * @param run the loss of some rows and its gradients
 * @throws TrainingError TRAINING_BAD_BATCH where the tensors do not have the same number of rows
 */
export function inMicroBatches<Batch extends NamedTensors>(
  task: Pick<Task<Batch>, 'weight'>,
  batch: Batch,
  size: number,
  seeds: Seeds,
  run: (batch: Batch, seeds: Seeds) => LossAndGradients,
): LossAndGradients {
  const rows = countRows(batch);
  if (size >= rows) return run(batch, seeds);
  const weightOf = (part: Batch) => task.weight?.(part) ?? tf.scalar(countRows(part));
  const total = weightOf(batch);
  let sum: NamedTensors | undefined;
  for (let from = 0; from < rows; from += size) {
    // One after the other: a compiled graph would run them side by side.
    const wait = sum ? after(globalNorm(sum)) : <T extends tf.Tensor>(x: T): T => x;
    const part = batchRows(batch, from, Math.min(size, rows - from));
    const share = tf.divNoNan(weightOf(part), total);
    const own = run(
      mapValues(part, wait),
      mapValues(seeds, (seed) => seedOf(wait(seed), from)),
    );
    const results: NamedTensors = { ...own.gradients, loss: own.loss };
    const shared = mapValues(results, (x) => tf.mul(x, share));
    const before: NamedTensors | undefined = sum;
    sum = before ? mapValues(shared, (x, name) => tf.add(before[name] as tf.Tensor, x)) : shared;
  }
  const { loss, ...gradients } = sum as NamedTensors;
  return { loss: loss as tf.Scalar, gradients };
}

function countRows(batch: NamedTensors): number {
  const counts = Object.entries(batch).map(([name, { shape }]) => [name, shape[0]] as const);
  const rows = counts[0]?.[1] ?? 0;
  if (rows === 0 || counts.some(([, count]) => count !== rows)) throw unequalRows(counts);
  return rows;
}

function mapValues<T extends Readonly<NamedTensors>>(
  tensors: T,
  f: (x: T[string], name: string) => tf.Tensor,
): T {
  const entries = Object.entries(tensors).map(([name, x]) => [name, f(x as T[string], name)]);
  return Object.fromEntries(entries) as T;
}
