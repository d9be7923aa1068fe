import * as tf from '@tensorflow/tfjs-core';
import { constantValues, type Constant } from './constant.ts';
import { disposed } from './errors.ts';
import { tfjsTensor, type NativeBackend } from './native.ts';
import type { Program } from './program.ts';
import type { Recording } from './record.ts';
import { withLeaves, type NamedLeaves, type TensorTree } from './tree.ts';

/** The recording that calls at some shapes replay. */
export interface Replayable extends Pick<Recording, 'trace' | 'output'> {
  program: Program;
  /** Uploaded constants by index, where the graph does not hold them itself. */
  constantIds: Map<number, number>;
}

/** Runs the graph on inputs of the recorded shapes. */
export function replay(
  backend: NativeBackend,
  { trace, output, program, constantIds }: Replayable,
  named: NamedLeaves,
): TensorTree {
  const constantId = (index: number): number => {
    const found = constantIds.get(index);
    if (found !== undefined) return found;
    const constant = trace.constants[index] as Constant;
    const values = constantValues(constant);
    const id = backend.binding.createTensor([...constant.shape], constant.dtype, values);
    constantIds.set(index, id);
    return id;
  };
  const captures = program.capturesOf(trace);
  for (const [, { dataId }] of captures) {
    if (backend.tensorMap.has(dataId)) continue;
    program.release();
    throw disposed('A tensor that the compiled function uses');
  }
  const ids = backend.getInputTensorIds(named.map(([, tensor]) => tensor));
  const results = program
    .run(ids, captures, constantId)
    .map((result) => tfjsTensor(backend, result));
  const taken = new Set<number>();
  const outputs = program.outputs.map((index) => {
    const tensor = results[index] as tf.Tensor;
    if (taken.has(index)) return tf.clone(tensor);
    taken.add(index);
    return tensor;
  });
  return withLeaves(output, outputs);
}
