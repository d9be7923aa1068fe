import type * as tf from '@tensorflow/tfjs-core';
import { constantOf, type Constant } from './constant.ts';
import {
  changing,
  drawsRandomly,
  hasUnknownShape,
  readsValue,
  unknownNativeTensor,
} from './errors.ts';
import { attributeTypes, type Binding, type NativeBackend, type OpAttribute } from './native.ts';

/**
 * A value by its name in the graph: input `x3`, captured tensor `w0`, constant `c7`, or output 1 of
 * operation 12, `n12:1`.
 */
export type ValueName = string;

export interface TracedOp {
  op: string;
  attributes: readonly OpAttribute[];
  inputs: readonly ValueName[];
}

/** A tensor from outside that is not among the inputs, such as a weight. */
export interface Capture {
  id: number;
  shape: readonly number[];
  dtype: number;
  /** The key by which the backend knows the tensor's data, until it is disposed of. */
  dataId: object;
}

/** The TensorFlow operations of one run of a function. */
export interface OpTrace {
  ops: readonly TracedOp[];
  /** Constants made from JavaScript values during the run. */
  constants: readonly Constant[];
  captures: readonly Capture[];
  outputs: readonly ValueName[];
  outputTypes: readonly number[];
}

// They keep state in their kernel, so no two runs are alike.
const randomOps = /^(?!Stateless).*(Random|Multinomial|TruncatedNormal)/;
const dataDependentOps = /^(Where|Unique|ListDiff|NonMaxSuppression)/;

/** Attributes that tfjs-node lets eager execution infer: the type of the first input. */
const inferred: Readonly<Record<string, string>> = { ExpandDims: 'T' };

let tracing = false;
export const isTracing = (): boolean => tracing;

/**
 * Runs `f` eagerly on the native backend and records every operation it executes.
 *
 * @param inputs the tensors that change from call to call
 * @param outputsOf the tensors of f's result
 * @throws CompileError COMPILE_READ, COMPILE_RANDOM, COMPILE_SHAPE, COMPILE_CHANGING
 */
export function trace<T>(
  backend: NativeBackend,
  inputs: readonly tf.Tensor[],
  f: () => T,
  outputsOf: (result: T) => readonly tf.Tensor[],
): { result: T; trace: OpTrace } {
  const { binding } = backend;
  const ops: TracedOp[] = [];
  const constants: Constant[] = [];
  const captures: Capture[] = [];
  const names = new Map<number, ValueName>();
  /** The tensors that were handed to operations, by id. */
  const handed = new Map<number, Omit<Capture, 'id'>>();
  /** Data whose values came from JavaScript during this run. */
  const made = new WeakSet<object>();

  const nameOf = (id: number): ValueName => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const tensor = handed.get(id);
    if (!tensor) throw unknownNativeTensor(id);
    const name = `w${captures.push({ id, ...tensor }) - 1}`;
    names.set(id, name);
    return name;
  };

  const recorded: Partial<Binding> = {
    executeOp(op, attributes, inputIds, count) {
      if (randomOps.test(op)) throw drawsRandomly(op);
      if (dataDependentOps.test(op)) throw hasUnknownShape(op);
      const inputs = inputIds.map(nameOf);
      const outputs = binding.executeOp(op, attributes, inputIds, count);
      const lacking = inferred[op];
      const value = handed.get(inputIds[0] as number)?.dtype;
      const complete = lacking
        ? [...attributes, { name: lacking, type: attributeTypes.type, value }]
        : attributes;
      const index = ops.push({ op, attributes: complete, inputs }) - 1;
      outputs.forEach(({ id }, i) => names.set(id, `n${index}:${i}`));
      return outputs;
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      names.set(id, `c${constants.push(constantOf(shape, dtype, values)) - 1}`);
      return id;
    },
    deleteTensor(id) {
      const name = names.get(id);
      if (name?.startsWith('w'))
        throw changing('a tensor it read from outside was replaced or disposed of');
      binding.deleteTensor(id);
    },
    tensorDataSync(id) {
      if (!names.get(id)?.startsWith('c')) throw readsValue();
      return binding.tensorDataSync(id);
    },
  };

  const watched: Pick<NativeBackend, 'getInputTensorIds' | 'move' | 'readSync'> = {
    getInputTensorIds(tensors) {
      for (const { dataId } of tensors) {
        const data = backend.tensorMap.get(dataId);
        if (data.values === null || made.has(dataId)) continue;
        // A tensor from outside that is not uploaded yet is not a constant of this run.
        data.id = binding.createTensor(data.shape, data.dtype, data.values);
        data.values = null;
      }
      const ids = methods.getInputTensorIds.call(backend, tensors);
      ids.forEach((id, i) => {
        const { dataId } = tensors[i] as tf.Tensor;
        const { shape, dtype } = backend.tensorMap.get(dataId);
        handed.set(id, { shape, dtype, dataId });
      });
      return ids;
    },
    move(dataId, ...rest) {
      made.add(dataId);
      methods.move.call(backend, dataId, ...rest);
    },
    readSync(dataId) {
      if (backend.tensorMap.get(dataId).values !== null && !made.has(dataId)) throw readsValue();
      return methods.readSync.call(backend, dataId);
    },
  };

  const methods = Object.getPrototypeOf(backend) as NativeBackend;
  // The native binding's own properties are read-only, so an object in front of it overrides them.
  const inFront = Object.fromEntries(Object.entries(recorded).map(([k, value]) => [k, { value }]));
  Object.assign(backend, watched, { binding: Object.create(binding, inFront) as Binding });
  tracing = true;
  try {
    backend.getInputTensorIds(inputs).forEach((id, i) => names.set(id, `x${i}`));
    const result = f();
    const ids = backend.getInputTensorIds(outputsOf(result));
    const outputs = ids.map(nameOf);
    const outputTypes = ids.map((id) => (handed.get(id) as Omit<Capture, 'id'>).dtype);
    return { result, trace: { ops, constants, captures, outputs, outputTypes } };
  } finally {
    tracing = false;
    backend.binding = binding;
    for (const name of Object.keys(watched)) Reflect.deleteProperty(backend, name);
  }
}
