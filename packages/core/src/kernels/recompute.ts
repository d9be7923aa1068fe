import * as tf from '@tensorflow/tfjs-core';
import { after } from './after.ts';
import { differentiable, atMostOnce, type NamedTensors } from './differentiable.ts';

/** A pure function of its inputs, which have gradients, and constants, which have none. */
export type Recomputable = (inputs: NamedTensors, constants: NamedTensors) => tf.Tensor;

/** The part of tfjs's engine that controls the recording of operations for gradients. */
interface Tape {
  state: { activeTape: unknown };
}

/**
 * Runs a function but keeps only its inputs for the gradient, which runs it again (Chen et al.,
 * arXiv 1604.06174). This trades time for memory, with the same result. Every tensor that the
 * function reads must be among its inputs and constants, or outlive the gradient, as weights do.
 *
 * The second run waits for the gradient of the result (see `after`), so that a recorded graph
 * neither merges the two runs nor starts the second early.
 */
export function recompute(
  inputs: NamedTensors,
  constants: NamedTensors,
  operation: Recomputable,
): tf.Tensor {
  const names = Object.keys(inputs);
  return differentiable(inputs, (keep) => {
    const keepAll = (tensors: NamedTensors) => mapValues(tensors, (tensor) => keep(tensor));
    const [keptInputs, keptConstants] = [keepAll(inputs), keepAll(constants)];
    return {
      value: operation(inputs, constants),
      gradients: (dy, share) => {
        const all = atMostOnce(() => {
          const wait = after(dy);
          const again = (kept: Record<string, () => tf.Tensor>) =>
            mapValues(kept, (tensor) => wait(tensor()));
          const second = again(keptConstants);
          const found = gradientsOf((tensors) => operation(tensors, second), again(keptInputs), dy);
          return mapValues(found, (gradient) => share(() => gradient)());
        });
        return Object.fromEntries(names.map((name) => [name, () => all()[name] as tf.Tensor]));
      },
    };
  });
}

/** Computes gradients within a gradient. The outer tape is set aside meanwhile, as tfjs keeps only one. */
function gradientsOf(f: (inputs: NamedTensors) => tf.Tensor, inputs: NamedTensors, dy: tf.Tensor) {
  const names = Object.keys(inputs);
  const named = (tensors: readonly tf.Tensor[]): NamedTensors =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
  const { state } = tf.engine() as unknown as Tape;
  const outer = state.activeTape;
  try {
    const run = tf.grads((...tensors: tf.Tensor[]) => f(named(tensors)));
    return named(run(Object.values(inputs), dy));
  } finally {
    state.activeTape = outer;
  }
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
