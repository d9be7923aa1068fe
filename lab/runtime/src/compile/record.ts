import * as tf from '@tensorflow/tfjs-core';
import { attributeTypes, tfjsTensor, type NativeBackend, type NativeTensor } from './native.ts';
import { trace } from './trace.ts';
import {
  treeKind,
  leaves,
  skeletonOf,
  withLeaves,
  type NamedLeaves,
  type TensorTree,
} from './tree.ts';

/** One recorded run of a function, with the shapes of its inputs and the form of its result. */
export type Recording = ReturnType<typeof recordGraph>;

/**
 * Runs a function eagerly and records its operations; of the result only the form is kept, with positions among its different
 * tensors.
 * @param named the leaves of `inputs`, after those that the function uses without being given them
 */
export function recordGraph<Inputs extends TensorTree[]>(
  backend: NativeBackend,
  f: (...inputs: Inputs) => TensorTree,
  inputs: Inputs,
  named: NamedLeaves,
) {
  // Clones that share the values. An input may also be captured by f, or be given twice, and must
  // not be confused with either at later calls.
  let position = 0;
  const skeleton = skeletonOf(inputs, () => position++);
  const used = named.slice(0, named.length - position).map(([, tensor]) => tensor);
  const own = named.slice(used.length).map(([, tensor]) => renamed(backend, tensor));
  const run = () => {
    const result = f(...(withLeaves(skeleton, own) as Inputs));
    const returned = [...new Set(leaves(result, 'result').map(([, tensor]) => tensor))];
    return {
      output: skeletonOf(result, (tensor) => returned.indexOf(tensor)),
      // f may return a tensor that is not its own, such as a weight; a clone can be freed.
      returned: returned.map((tensor) => tf.clone(tensor)),
    };
  };
  try {
    const { result, trace: recorded } = trace(
      backend,
      [...used, ...own],
      () => tf.tidy(run as () => never) as ReturnType<typeof run>,
      ({ returned }) => returned,
    );
    tf.dispose(result.returned);
    return {
      kind: treeKind(named),
      inputs: [...used, ...own].map(({ dataId }) => {
        const { shape, dtype } = backend.tensorMap.get(dataId);
        return { shape, dtype };
      }),
      trace: recorded,
      output: result.output,
    };
  } finally {
    tf.dispose(own);
  }
}

/** The same values under another native name. */
function renamed(backend: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const { dtype } = backend.tensorMap.get(tensor.dataId);
  const attribute = { name: 'T', type: attributeTypes.type, value: dtype };
  const ids = backend.getInputTensorIds([tensor]);
  const [same] = backend.binding.executeOp('Identity', [attribute], ids, 1);
  return tfjsTensor(backend, same as NativeTensor);
}
