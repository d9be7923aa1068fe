import * as tf from '@tensorflow/tfjs-core';
import { dataTypes } from './constant.ts';

/** An attribute as tfjs-node hands it to the binding; `type` is one of {@link attributeTypes}. */
export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** TF_AttrType of TensorFlow's C API, as far as the binding knows it. */
export const attributeTypes = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

/** An output as the binding describes it: `dtype` is TensorFlow's number, `id` names the tensor. */
export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** The native module of tfjs-node; every tensor is known to it by a number that is never reused. */
export interface Binding {
  executeOp(
    name: string,
    attributes: OpAttribute[],
    inputIds: number[],
    outputs: number,
  ): NativeTensor[];
  createTensor(shape: number[], dtype: number, values: ArrayLike<unknown>): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): tf.TypedArray;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputIds: number[], inputs: string, outputs: string): NativeTensor[];
}

/** A tensor's data: kept in JavaScript (`values`) until an operation first needs it. */
interface TensorData {
  shape: number[];
  dtype: number;
  values: ArrayLike<unknown> | null;
  id: number;
}

/** The parts of tfjs-node's backend that compiling needs, private in its types. */
export interface NativeBackend {
  binding: Binding;
  tensorMap: { get(dataId: object): TensorData; has(dataId: object): boolean };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  readSync(dataId: object): unknown;
  write(values: unknown, shape: number[], dtype: string): object;
  move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void;
}

/** The current backend where graphs can run: TensorFlow's library. */
export function nativeBackend(): NativeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined;
}

/**
 * The tfjs tensor of a native one. tfjs knows few types: it treats a bfloat16 tensor as float32,
 * while the backend's own record names its type.
 */
export function tfjsTensor(backend: NativeBackend, native: NativeTensor): tf.Tensor {
  const narrow = native.dtype === dataTypes.bfloat16;
  if (!narrow) return backend.createOutputTensor(native);
  const tensor = backend.createOutputTensor({ ...native, dtype: dataTypes.float32 });
  backend.tensorMap.get(tensor.dataId).dtype = native.dtype;
  return tensor;
}
