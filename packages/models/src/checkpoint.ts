import * as tf from '@tensorflow/tfjs-core';
import type { TensorFile } from '@singlora/formats';
import type { NamedTensors } from '@singlora/kernels';
import { wrongWeights } from './errors.ts';
import { openWeights } from './weight-file.ts';

export interface CheckpointLayout {
  /** Its `model_type`, for errors. */
  architecture: string;
  /** What the bare model's names lack, such as `bert.`. */
  prefix: string;
  /** Tensors that have to be there: shape by name. */
  required: ReadonlyMap<string, readonly number[]>;
  /** Tensors that are all there or all absent. */
  optional: ReadonlyMap<string, readonly number[]>;
  /** Called with the shapes of the optional tensors, where there are any, before a wrong shape is an error. */
  onOptional?: (shapes: ReadonlyMap<string, readonly number[]>) => void;
  /** Other tensors that are no error. */
  ignored: readonly RegExp[];
}

export interface ReadOptions {
  /** Told after each tensor how much of the weights is read, in bytes of the file. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /** Stops between two tensors. */
  signal?: AbortSignal;
}

/**
 * Reads a checkpoint's weights as float32 tensors, one at a time, under the task model's names. The
 * bare model's names, without its prefix, and the old `LayerNorm.gamma`, `.beta`
 * are understood too. Names and shapes are checked before the first is read.
 * @throws {ModelError} `MODEL_WEIGHTS`, naming what is missing, unexpected or of another shape;
 *   the signal's reason when aborted, leaving no tensor
 */
export async function readCheckpoint(
  path: string,
  layout: CheckpointLayout,
  { onProgress, signal }: ReadOptions = {},
): Promise<NamedTensors> {
  const file = await openWeights(path);
  const weights: NamedTensors = {};
  try {
    const sources = matchNames(path, file, layout);
    const bytes = (source: string): number => file.info(source).end - file.info(source).start;
    const total = [...sources.values()].reduce((sum, source) => sum + bytes(source), 0);
    let done = 0;
    for (const [name, source] of sources) {
      signal?.throwIfAborted();
      const values = await file.readFloat32(source);
      const shape = [...file.info(source).shape];
      // Reshaping hands the array to the backend, so that it can be collected before the next.
      weights[name] = tf.tidy(() => tf.reshape(tf.tensor1d(values), shape));
      onProgress?.({ done: (done += bytes(source)), total });
    }
    return weights;
  } catch (error) {
    tf.dispose(weights);
    throw error;
  } finally {
    await file.close();
  }
}

/** Where each of the model's tensors is in the file, by its name there. */
function matchNames(
  path: string,
  file: TensorFile,
  { architecture, prefix, required, optional, onOptional, ignored }: CheckpointLayout,
): Map<string, string> {
  const expected = new Map([...required, ...optional]);
  const sources = new Map<string, string>();
  const unexpected: string[] = [];
  const twice: string[] = [];
  const misshapen: string[] = [];
  for (const source of file.names) {
    const current = source
      .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
      .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias');
    const name = expected.has(current) ? current : `${prefix}${current}`;
    const shape = expected.get(name)?.join(', ');
    if (shape === undefined) {
      if (!ignored.some((pattern) => pattern.test(source))) unexpected.push(source);
      continue;
    }
    const found = file.info(source).shape.join(', ');
    if (found !== shape) misshapen.push(`${source} is [${found}], expected [${shape}]`);
    if (sources.has(name)) twice.push(name);
    sources.set(name, source);
  }
  const found = [...optional.keys()].flatMap((name) => {
    const source = sources.get(name);
    return source === undefined ? [] : [[name, file.info(source).shape] as const];
  });
  if (found.length > 0) onOptional?.(new Map(found));
  const wanted = found.length > 0 ? expected : required;
  const missing = [...wanted.keys()].filter((name) => !sources.has(name));
  const problems = { missing, unexpected, twice, misshapen };
  if (Object.values(problems).some((names) => names.length > 0)) {
    throw wrongWeights(path, architecture, problems);
  }
  return sources;
}
