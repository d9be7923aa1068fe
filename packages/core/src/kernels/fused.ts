import * as tf from '@tensorflow/tfjs-core';
import { isNative, nativeOp, nativeOps, type NativeAttribute } from './native.ts';

/**
 * The operations of `../native` that a backend's library lacks: all, or those for which its processor has no
 * instructions.
 */
const unknown = new WeakMap<object, Set<string>>();

/**
 * Runs one of this package's own operations, which do in one pass over memory what several do elsewhere: see
 * `../native`. Undefined where it is missing: on other backends, with an addon of tfjs-node built without them, and
 * on processors that it does not support. SINGLORA_FUSED=0 turns all off.
 */
export function fusedOps(
  name: string,
  attributes: Record<string, NativeAttribute>,
  inputs: tf.Tensor[],
  count: number,
): tf.Tensor[] | undefined {
  if (!hasFused(name)) return undefined;
  try {
    return nativeOps(`Singlora${name}`, attributes, inputs, count);
  } catch (error) {
    if (!isUnknown(error)) throw error;
    unknown.set(tf.backend(), new Set([...(unknown.get(tf.backend()) ?? []), name]));
    return undefined;
  }
}

/** Like {@link fusedOps}, for an operation with one result. */
export const fusedOp = (
  name: string,
  attributes: Record<string, NativeAttribute>,
  inputs: tf.Tensor[],
): tf.Tensor | undefined => fusedOps(name, attributes, inputs, 1)?.[0];

/** Whether such an operation may exist: only its first use shows. They run on the CPU alone; a GPU uses the composed forms. */
export const hasFused = (name: string): boolean =>
  isNative() && !isOnGpu() && !isDeclined() && unknown.get(tf.backend())?.has(name) !== true;

const isOnGpu = (): boolean =>
  (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('neither a type of a primitive operation');

const isDeclined = (): boolean =>
  typeof process !== 'undefined' && process.env['SINGLORA_FUSED'] === '0';

/** Whether two tensors have the same shape: elementwise operations check only the number of elements. */
export const sameShape = (a: tf.Tensor, b: tf.Tensor): boolean =>
  tf.util.arraysEqual(a.shape, b.shape);

/** An empty tensor, in place of an input that is not given. */
export const absentInput = (): tf.Tensor1D => tf.tensor1d([]);

/** A tensor filled with one value, made inside a recorded graph rather than copied into it. */
export function filled(shape: readonly number[], value: number): tf.Tensor {
  const attributes = { T: { type: 'float32' }, index_type: { type: 'int32' } } as const;
  return nativeOp('Fill', attributes, [tf.tensor1d([...shape], 'int32'), tf.scalar(value)]);
}
