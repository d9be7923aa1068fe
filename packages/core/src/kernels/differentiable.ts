import * as tf from '@tensorflow/tfjs-core';

/** Tensors by name. */
export type NamedTensors = Record<string, tf.Tensor>;

/**
 * Keeps a tensor of the forward pass for the backward pass, where the returned function returns it.
 * If given as a function, it is computed only while `tf.grads` records.
 */
export type Keep = <T extends tf.Tensor>(tensor: T | (() => T)) => () => T;

/** Wraps a computation that several gradients need: it runs at most once, and its result is freed with the tape. */
export type Share = <T extends tf.Tensor>(compute: () => T) => () => T;

/** Functions that compute the gradient of each input when called. */
export type Gradients<Name extends string> = Record<Name, () => tf.Tensor>;

/** The result of an operation: its value, and a function for the gradients of its inputs. */
export interface Result<Name extends string> {
  value: tf.Tensor;
  /** Returns the gradient of each input, given that of the value. */
  gradients(dy: tf.Tensor, share: Share): Gradients<Name>;
}

/** The part of tfjs's engine below `tf.customGrad`, which is private in its types. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(parameters: {
    inputs: NamedTensors;
    forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): tf.Tensor;
    backwardsFunc(dy: tf.Tensor, saved: tf.Tensor[]): Gradients<string>;
  }): tf.Tensor;
}

/**
 * Runs an operation with a hand-written gradient (first order). It is a function of `inputs`;
 * everything else it closes over is constant. Intermediate tensors are freed unless kept.
 *
 * Unlike `tf.customGrad`, which computes the gradient of every input at once, an input's gradient
 * runs only if the tape leads from it to a requested variable: no gradient flows below the first
 * adapter, and none is computed for a frozen weight.
 */
export function differentiable<Name extends string>(
  inputs: Record<Name, tf.Tensor>,
  operation: (keep: Keep) => Result<Name>,
): tf.Tensor {
  const engine = tf.engine() as unknown as Engine;
  const recording = engine.isTapeOn();
  const toSave: tf.Tensor[] = [];
  let kept: readonly tf.Tensor[] = [];
  const keep: Keep = <T extends tf.Tensor>(tensor: T | (() => T)) => {
    const index = recording ? toSave.push(resolve(tensor)) - 1 : -1;
    return () => kept[index] as T;
  };
  let gradients: Result<Name>['gradients'];
  return engine.runKernelFunc({
    inputs,
    forwardFunc(_backend, save) {
      const result = operation(keep);
      gradients = (dy, share) => result.gradients(dy, share);
      save(toSave);
      return result.value;
    },
    backwardsFunc(dy, saved) {
      kept = saved;
      // The engine frees all of `saved` with the tape, so a shared tensor only has to join it.
      const share: Share = (compute) =>
        atMostOnce(() => {
          const shared = tf.keep(tf.tidy(compute));
          saved.push(shared);
          return shared;
        });
      return owned(gradients(dy, share), dy);
    },
  });
}

/** Like {@link Share}, for a computation that gives several tensors at once: a function for each of them. */
export function shareAll(
  share: Share,
  count: number,
  compute: () => readonly tf.Tensor[],
): (() => tf.Tensor)[] {
  const all = atMostOnce(() => compute().map((tensor) => share(() => tensor)()));
  return Array.from({ length: count }, (_, i) => () => all()[i] as tf.Tensor);
}

/** A function that runs once and keeps its result. */
export function atMostOnce<T>(compute: () => T): () => T {
  let done: { value: T } | undefined;
  return () => (done ??= { value: compute() }).value;
}

function resolve<T extends tf.Tensor>(tensor: T | (() => T)): T {
  return typeof tensor === 'function' ? tensor() : tensor;
}

/** The tape frees a gradient once it is added to another, so none may alias dy or a kept tensor. */
function owned(gradients: Gradients<string>, dy: tf.Tensor): Gradients<string> {
  const own = (compute: () => tf.Tensor) => (): tf.Tensor => {
    const gradient = compute();
    return gradient === dy || gradient.kept ? tf.clone(gradient) : gradient;
  };
  return Object.fromEntries(Object.entries(gradients).map(([name, f]) => [name, own(f)]));
}
