import type { Adapter, WeightUpdate } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WidthModel } from '../models/width-model.ts';

/** How a model's slots run with an adapter. A product W0 x that the model knows is not computed again. */
export function adapted(model: WidthModel, adapter: Adapter): Adapter['apply'] {
  return (parameters, u) => {
    const run = adapter.apply(parameters, u);
    return (name, x) => {
      const product = model.products?.[name];
      return product && adapter.layers.has(name)
        ? updated(product, x as tf.Tensor2D, adapter.update(name, parameters, u))
        : run(name, x);
    };
  };
}

/** gain ∘ (W0 x + scale · P Qᵀ x), row by row. */
function updated(
  product: tf.Tensor2D,
  x: tf.Tensor2D,
  { p, q, scale, gain }: WeightUpdate,
): tf.Tensor {
  const update = tf.matMul(tf.matMul<tf.Tensor2D>(x, q), p, false, true);
  const y = tf.add(product, tf.mul(update, scale));
  return gain ? tf.mul(y, gain) : y;
}
