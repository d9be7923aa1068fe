import * as tf from '@tensorflow/tfjs-core';

/** An operation's attribute; a tensor type is given as `{ type: 'float32' }`. */
export type Attribute = number | boolean | string | { type: 'float32' | 'int32' | 'bool' };

interface NativeBackend {
  binding: Record<'TF_ATTR_INT' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING' | 'TF_ATTR_TYPE', number>;
  getDTypeInteger(type: string): number;
  executeSingleOutput(name: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
}

/** Whether the current backend is TensorFlow's own library. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** Runs a TensorFlow operation that tfjs does not offer. Only when `isNative()`. */
export function nativeOp(
  name: string,
  attributes: Record<string, Attribute>,
  inputs: tf.Tensor[],
): tf.Tensor {
  const backend = tf.backend() as unknown as NativeBackend;
  const encoded = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    ...encode(backend, value),
  }));
  return backend.executeSingleOutput(name, encoded, inputs);
}

function encode(backend: NativeBackend, value: Attribute): { type: number; value: unknown } {
  const { binding } = backend;
  if (typeof value === 'number') return { type: binding.TF_ATTR_INT, value };
  if (typeof value === 'boolean') return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'string') return { type: binding.TF_ATTR_STRING, value };
  return { type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(value.type) };
}
