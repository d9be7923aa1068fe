import type { Adapter } from '@singlora/core';
import { after, recompute, type NamedTensors, type Recomputable } from '@singlora/kernels';
import type { RunLayer } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Runs Transformer layers so that each keeps only its input, and runs again for the gradients. On a
 * frozen model that is half as much arithmetic again, and of its activations only the rows between
 * layers remain. Dropout draws the same masks again, as they follow from the seed.
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
    // Waiting for x: else a graph draws the masks of all layers before it runs the first.
    const wait = after(x);
    const all = Object.entries({ ...constants, u, ...(seed && { adapterSeed: seed }) });
    const waiting = Object.fromEntries(all.map(([name, tensor]) => [name, wait(tensor)]));
    return recompute({ x, ...Object.fromEntries(own) }, waiting, operation) as tf.Tensor2D;
  };
}
