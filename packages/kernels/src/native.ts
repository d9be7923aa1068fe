import * as tf from '@tensorflow/tfjs-core';

/** An operation's attribute: a number is an integer; a tensor type is given as `{ type: 'float32' }`. */
export type Attribute =
  number | boolean | string | { type: 'float32' | 'int32' | 'bool' } | { float: number };

type AttributeKind = 'INT' | 'FLOAT' | 'BOOL' | 'STRING' | 'TYPE';

interface NativeBackend {
  binding: Record<`TF_ATTR_${AttributeKind}`, number>;
  getDTypeInteger(type: string): number;
  executeMultipleOutputs(
    name: string,
    attributes: object[],
    inputs: tf.Tensor[],
    count: number,
  ): tf.Tensor[];
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
  return nativeOps(name, attributes, inputs, 1)[0] as tf.Tensor;
}

/** As {@link nativeOp}, of an operation with several results. */
export function nativeOps(
  name: string,
  attributes: Record<string, Attribute>,
  inputs: tf.Tensor[],
  count: number,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as NativeBackend;
  const encoded = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    ...encode(backend, value),
  }));
  return backend.executeMultipleOutputs(name, encoded, inputs, count);
}

function encode(backend: NativeBackend, value: Attribute): { type: number; value: unknown } {
  const { binding } = backend;
  if (typeof value === 'number') return { type: binding.TF_ATTR_INT, value };
  if (typeof value === 'boolean') return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'string') return { type: binding.TF_ATTR_STRING, value };
  if ('float' in value) return { type: binding.TF_ATTR_FLOAT, value: value.float };
  return { type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(value.type) };
}
