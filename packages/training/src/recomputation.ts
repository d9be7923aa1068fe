import type { Adapter } from '@singlora/core';
import { recompute, type NamedTensors, type Recomputable } from '@singlora/kernels';
import type { RunLayer } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Runs Transformer layers so that each keeps only its input, and runs again for the gradients: a
 * third more arithmetic, and of a deep model's activations only the widths between layers remain.
 * Dropout draws the same masks again, as they follow from the seed.
 */
export function recomputation(
  adapter: Adapter,
  parameters: NamedTensors,
  u: tf.Scalar,
  seed?: tf.Tensor1D,
): RunLayer {
  return (prefix, layer, x, constants) => {
    const own = Object.entries(parameters).filter(([name]) => name.startsWith(prefix));
    const operation: Recomputable = ({ x, ...own }, { u, adapterSeed, ...constants }) => {
      const values = { ...parameters, ...own };
      const apply = adapter.apply(values, u as tf.Scalar, adapterSeed as tf.Tensor1D | undefined);
      return layer(apply, x as tf.Tensor2D, constants);
    };
    const all = { ...constants, u, ...(seed && { adapterSeed: seed }) };
    return recompute({ x, ...Object.fromEntries(own) }, all, operation) as tf.Tensor2D;
  };
}
