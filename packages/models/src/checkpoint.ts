import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors, toFloat32, type SafetensorsFile } from '@singlora/formats';
import type { NamedTensors } from '@singlora/kernels';
import { wrongWeights } from './errors.ts';

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

/**
 * Reads a checkpoint's weights as float32 tensors, one at a time, under the task model's names. The
 * bare model's names, without its prefix, and the old `LayerNorm.gamma`, `.beta`
 * are understood too.
 * @throws {ModelError} `MODEL_WEIGHTS`, naming what is missing, unexpected or of another shape
 */
export async function readCheckpoint(
  path: string,
  layout: CheckpointLayout,
): Promise<NamedTensors> {
  const file = await openSafetensors(path);
  try {
    const sources = matchNames(path, file, layout);
    const weights: NamedTensors = {};
    for (const [name, source] of sources) {
      const view = await file.read(source);
      // Reshaping hands the array to the backend, so that it can be collected before the next.
      weights[name] = tf.tidy(() => tf.reshape(tf.tensor1d(toFloat32(view)), [...view.shape]));
    }
    return weights;
  } finally {
    await file.close();
  }
}

/** Where each of the model's tensors is in the file, by its name there. */
function matchNames(
  path: string,
  file: SafetensorsFile,
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
