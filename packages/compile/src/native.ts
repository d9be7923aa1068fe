import * as tf from '@tensorflow/tfjs-core';

/** An attribute as tfjs-node hands it to the binding; `type` is one of {@link attributeTypes}. */
export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** TF_AttrType of TensorFlow's C API, as far as the binding knows it. */
export const attributeTypes = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

/** What the binding says of an output: `dtype` is TensorFlow's number, `id` names the tensor. */
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
  isUsingGpuDevice: boolean;
  tensorMap: { get(dataId: object): TensorData };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: tf.Tensor[]): tf.Tensor;
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  readSync(dataId: object): unknown;
  write(values: unknown, shape: number[], dtype: string): object;
  move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void;
}

/**
 * The current backend where graphs can run: TensorFlow's library on the CPU. Feeding a graph that
 * runs on a GPU would copy every weight to the host and back at each call.
 */
export function nativeBackend(): NativeBackend | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const backend = tf.backend() as unknown as NativeBackend;
  return backend.isUsingGpuDevice ? undefined : backend;
}
