import * as tf from '@tensorflow/tfjs-core';

/** Some rows of each tensor, `[batch, …]`. */
export function batchRows<T extends object>(tensors: T, from: number, count: number): T {
  const some = Object.entries(tensors).map(([name, tensor]: [string, tf.Tensor]) => {
    const { rank } = tensor;
    const [begin, size] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(-1)];
    return [name, tf.slice(tensor, [from, ...begin.slice(1)], [count, ...size.slice(1)])];
  });
  return Object.fromEntries(some) as T;
}

/** The seed of a part of a batch that starts at row `from`: each part draws masks of its own. */
export function seedOf(seed: tf.Tensor1D, from: number): tf.Tensor1D {
  return tf.add(seed, tf.tensor1d([0, from], 'int32'));
}
