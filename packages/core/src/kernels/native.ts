import * as tf from '@tensorflow/tfjs-core';

/** An operation's attribute: numbers are integers; a tensor type is given as `{ type: 'float32' }`. */
export type NativeAttribute =
  | number
  | readonly number[]
  | boolean
  | string
  | { type: 'float32' | 'int32' | 'bool' | 'bfloat16' }
  | { float: number };

type AttributeKind = 'INT' | 'FLOAT' | 'BOOL' | 'STRING' | 'TYPE';

/** A result as the binding describes it; `dtype` is TensorFlow's number. */
interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

interface NativeBackend {
  binding: Record<`TF_ATTR_${AttributeKind}`, number> & {
    executeOp(name: string, attributes: object[], ids: number[], count: number): NativeTensor[];
  };
  tensorMap: {
    get(dataId: object): NativeTensor;
    set(dataId: object, data: NativeTensor & { values: null; refCount: number }): void;
  };
  getDTypeInteger(type: string): number;
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
}

/** TensorFlow's number of a type that tfjs does not have. */
const BFLOAT16 = 14;

/** Whether the current backend is TensorFlow's own library. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** Runs a TensorFlow operation that tfjs does not offer. Only when `isNative()`. */
export function nativeOp(
  name: string,
  attributes: Record<string, NativeAttribute>,
  inputs: tf.Tensor[],
): tf.Tensor {
  return nativeOps(name, attributes, inputs, 1)[0] as tf.Tensor;
}

/** Like {@link nativeOp}, for an operation with several results. */
export function nativeOps(
  name: string,
  attributes: Record<string, NativeAttribute>,
  inputs: tf.Tensor[],
  count: number,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as NativeBackend;
  const encoded = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    ...encode(backend, value),
  }));
  const ids = backend.getInputTensorIds(inputs);
  return backend.binding
    .executeOp(name, encoded, ids, count)
    .map((output) => tensorOf(backend, output));
}

/**
 * The tfjs tensor of a native one. A bfloat16 tensor claims to be float32, since tfjs has no name for its type; see
 * {@link isBfloat16}.
 */
function tensorOf(backend: NativeBackend, output: NativeTensor): tf.Tensor {
  if (output.dtype !== BFLOAT16) return backend.createOutputTensor(output);
  const dataId = {};
  backend.tensorMap.set(dataId, { ...output, values: null, refCount: 1 });
  const { shape } = output;
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: 'float32' });
}

/** Whether a tensor's values are bfloat16, which only native operations read. */
export function isBfloat16(x: tf.Tensor): boolean {
  if (!isNative()) return false;
  return (tf.backend() as unknown as NativeBackend).tensorMap.get(x.dataId).dtype === BFLOAT16;
}

const isList = (value: NativeAttribute): value is readonly number[] => Array.isArray(value);

function encode(backend: NativeBackend, value: NativeAttribute): { type: number; value: unknown } {
  const { binding } = backend;
  if (typeof value === 'number' || isList(value)) return { type: binding.TF_ATTR_INT, value };
  if (typeof value === 'boolean') return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'string') return { type: binding.TF_ATTR_STRING, value };
  if ('float' in value) return { type: binding.TF_ATTR_FLOAT, value: value.float };
  const dtype = value.type === 'bfloat16' ? BFLOAT16 : backend.getDTypeInteger(value.type);
  return { type: binding.TF_ATTR_TYPE, value: dtype };
}
