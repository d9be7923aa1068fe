import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { isNative, nativeOp } from './native.ts';

/**
 * Rows of a table: `y = table[ids]`; table `[vocabulary, dim]`, ids int32 `[...]`, y `[..., dim]`.
 *
 * `dtable[v] = Σ dy over the positions where ids = v`.
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor): tf.Tensor {
  const [vocabulary, dim] = table.shape;
  return differentiable({ table }, (keep) => {
    const keptIds = keep(ids);
    return {
      value: gather(table, ids),
      gradients: (dy) => ({
        table: () => {
          return sumByRow(keptIds(), tf.reshape<tf.Rank.R2>(dy, [-1, dim]), vocabulary);
        },
      }),
    };
  });
}

/** `[vocabulary, dim]`: the sum of the rows `[positions, dim]` of each id. The wasm and WebGPU backends have no UnsortedSegmentSum. */
function sumByRow(ids: tf.Tensor, rows: tf.Tensor2D, vocabulary: number): tf.Tensor {
  return isNative()
    ? tf.unsortedSegmentSum(rows, tf.reshape<tf.Rank.R1>(ids, [-1]), vocabulary)
    : tf.scatterND(tf.reshape(ids, [-1, 1]), rows, [vocabulary, rows.shape[1]]);
}

/** tfjs's own gather reads the ids back to check them; TensorFlow checks them itself. */
function gather(table: tf.Tensor2D, ids: tf.Tensor): tf.Tensor {
  if (!isNative()) return tf.gather(table, ids);
  const attributes = {
    batch_dims: 0,
    Tparams: { type: 'float32' },
    Tindices: { type: 'int32' },
    Taxis: { type: 'int32' },
  } as const;
  return nativeOp('GatherV2', attributes, [table, ids, tf.scalar(0, 'int32')]);
}
