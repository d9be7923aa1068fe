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
          const positions = tf.reshape<tf.Rank.R1>(keptIds(), [-1]);
          return tf.unsortedSegmentSum(tf.reshape(dy, [-1, dim]), positions, vocabulary);
        },
      }),
    };
  });
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
