import * as tf from '@tensorflow/tfjs-core';

/** Tensors by name. */
export type NamedTensors = Record<string, tf.Tensor>;

/** The gradient of each input, computed only when called. */
export type Gradients<Name extends string> = Record<Name, () => tf.Tensor>;

/** Wraps a value that several gradients need: computed at most once, freed with the tape. */
export type Shared = <T extends tf.Tensor>(compute: () => T) => () => T;

export interface Operation<Name extends string, Saved extends NamedTensors> {
  /** What the operation is a function of. Everything else it closes over counts as constant. */
  inputs: Partial<Record<Name, tf.Tensor>>;
  /**
   * Computes the value and names what the backward pass will need. Intermediate tensors are
   * freed on return. `recording` is false outside `tf.grads`: nothing is kept then.
   */
  forward(recording: boolean): { value: tf.Tensor; saved: Saved };
  /** Given the gradient of the value, says how to get that of each input. */
  backward(dy: tf.Tensor, saved: Saved, shared: Shared): Gradients<Name>;
}

type EngineGradients = Record<string, () => tf.Tensor>;

/** The part of tfjs's engine below `tf.customGrad`, which is private in its types. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(parameters: {
    inputs: NamedTensors;
    forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): tf.Tensor;
    backwardsFunc(dy: tf.Tensor, saved: tf.Tensor[]): EngineGradients;
  }): tf.Tensor;
}

/**
 * Runs an operation with a hand-written gradient (first order).
 *
 * Unlike `tf.customGrad`, which computes the gradient of every input at once, each input's
 * gradient runs only if the tape leads from that input to a variable that was asked for: no
 * gradient flows below the first adapter, none is made for a frozen weight.
 */
export function differentiable<Name extends string, Saved extends NamedTensors>(
  operation: Operation<Name, Saved>,
): tf.Tensor {
  const engine = tf.engine() as unknown as Engine;
  const recording = engine.isTapeOn();
  const names: string[] = [];
  return engine.runKernelFunc({
    inputs: present(operation.inputs),
    forwardFunc: (_backend, save) => {
      const { value, saved } = operation.forward(recording);
      names.push(...Object.keys(saved));
      save(Object.values(saved));
      return value;
    },
    backwardsFunc: (dy, kept) => {
      const saved = Object.fromEntries(names.map((name, i) => [name, kept[i]])) as Saved;
      // The engine frees all of `kept` with the tape, so a shared value only has to join it.
      const shared: Shared = (compute) => {
        let value: ReturnType<typeof compute> | undefined;
        return () => {
          if (value === undefined) {
            value = tf.keep(tf.tidy(compute));
            kept.push(value);
          }
          return value;
        };
      };
      return owned(operation.backward(dy, saved, shared), dy);
    },
  });
}

function present(inputs: Partial<NamedTensors>): NamedTensors {
  const entries = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  return Object.fromEntries(entries) as NamedTensors;
}

/** The tape frees a gradient once it is added to another, so none may alias dy or a kept tensor. */
function owned(gradients: EngineGradients, dy: tf.Tensor): EngineGradients {
  const own = (compute: () => tf.Tensor) => (): tf.Tensor => {
    const gradient = compute();
    return gradient === dy || gradient.kept ? tf.clone(gradient) : gradient;
  };
  return Object.fromEntries(Object.entries(gradients).map(([name, f]) => [name, own(f)]));
}
