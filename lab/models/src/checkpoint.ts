import * as tf from '@tensorflow/tfjs-core';
import type { TensorFile } from '@singlora/core/formats';
import { heldInBfloat16, type NamedTensors } from '@singlora/core/kernels';
import type { Blueprint } from './blueprint.ts';
import { weightNotFinite, wrongWeights } from './errors.ts';
import { inModelOrder } from './model.ts';
import { moduleTensors, type Module, type ModuleTensor } from './module.ts';
import { openWeights } from './weight-file.ts';

/** The tensors that a checkpoint has to hold: those of a blueprint's modules, and possibly of optional ones. */
interface CheckpointLayout extends Omit<Blueprint, 'network' | 'defaultTargets'> {
  /** Modules whose tensors are all there or all absent. */
  optional?: readonly Module[];
  /** Called with the shapes of the optional tensors, if there are any, before shapes are checked. */
  onOptional?: (shapes: ReadonlyMap<string, readonly number[]>) => void;
}

/** The place of a model's weights. */
export interface WeightSource {
  /** A weight file, or the index of several. */
  readonly path: string;
  /** Opens the model's weights in a file that holds others, too, such as a part of Stable Diffusion's. */
  readonly open?: (path: string) => Promise<TensorFile>;
}

/** Settings for reading a checkpoint: a listener for its progress, and a signal that stops it. */
export interface CheckpointOptions {
  /** Called after each tensor with the amount of weights read so far, in bytes of the file. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /** Stops between two tensors. */
  signal?: AbortSignal;
  /**
   * How the frozen matrices of linear layers and filters of 2D convolutions are held, except those of `modulesToSave`. In bfloat16
   * they take half the memory, and their products and convolutions run in it, with float32 sums. On the native backend only.
   */
  precision?: WeightPrecision;
}

/** The type of a frozen model's matrices and filters. */
export type WeightPrecision = 'float32' | 'bfloat16';

/**
 * Reads a checkpoint's weights as float32 tensors, or as `precision` says, one at a time, under the model's names. A bare
 * model's names, without the prefix, and older names are accepted too. Names and shapes are checked before the first
 * tensor is read.
 * @throws {ModelError} `MODEL_WEIGHTS`, naming tensors that are missing, unexpected, of another shape or
 *   not finite; the signal's reason when aborted, leaving no tensor
 */
export async function readCheckpoint(
  { path, open = openWeights }: WeightSource,
  layout: CheckpointLayout,
  { onProgress, signal, precision = 'float32' }: CheckpointOptions = {},
): Promise<NamedTensors> {
  const file = await open(path);
  const weights: NamedTensors = {};
  try {
    const expected = moduleTensors([...layout.modules, ...(layout.optional ?? [])]);
    const sources = matchNames(file, layout, expected);
    const bytes = (source: string): number => file.info(source).end - file.info(source).start;
    const total = [...sources.values()].reduce((sum, source) => sum + bytes(source), 0);
    const rounded = precision === 'bfloat16' ? frozenMatrices(layout) : new Set<string>();
    let done = 0;
    for (const [name, source] of sources) {
      signal?.throwIfAborted();
      const values = await file.readFloat32(source);
      if (!areFinite(values)) throw weightNotFinite(file.where, source);
      const shape = [...file.info(source).shape];
      // Reshaping hands the array to the backend, so that it can be collected before the next.
      const tensor = tf.tidy(() => tf.reshape(tf.tensor1d(values), shape));
      const ordered = inModelOrder(tensor, expected.get(name) as ModuleTensor);
      weights[name] = rounded.has(name) ? inBfloat16(ordered) : ordered;
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

/** Every finite number times 0 is 0. */
function areFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * (values[i] as number);
  return sum === 0;
}

/** The names of the matrices and 2D filters that only adapters change. */
function frozenMatrices({ modules, modulesToSave = [] }: CheckpointLayout): Set<string> {
  const isTrained = (name: string) =>
    modulesToSave.some((saved) => `.${name}.`.includes(`.${saved}.`));
  return new Set(
    modules.flatMap((module) =>
      isHeld(module) && !isTrained(module.name) ? [`${module.name}.weight`] : [],
    ),
  );
}

const isHeld = (module: Module): boolean =>
  module.kind === 'linear' ||
  module.kind === 'conv1d' ||
  (module.kind === 'convolution' && 'kernel' in module && module.kernel?.length === 2);

/** The tensor rounded to bfloat16; frees the given one. */
function inBfloat16(tensor: tf.Tensor): tf.Tensor {
  const held = heldInBfloat16(tensor);
  tensor.dispose();
  return held;
}

/** The number of layers in names such as `encoder.layer.11.output.weight`: of the longest series of them. */
const layersIn = (names: readonly string[]): number =>
  names.reduce((most, name) => Math.max(most, 1 + Number(/\.(\d+)\./.exec(name)?.[1] ?? -1)), 0);

function otherLayers(expected: readonly string[], found: readonly string[]): string[] {
  const [described, there] = [layersIn(expected), layersIn(found)];
  return described === there ? [] : [`${described} layers are described, and ${there} are there`];
}

/** The name in the file of each of the model's tensors. */
function matchNames(
  file: TensorFile,
  layout: CheckpointLayout,
  expected: ReadonlyMap<string, ModuleTensor>,
): Map<string, string> {
  const { architecture, prefix = '', renamed = (name) => name, ignored } = layout;
  const sources = new Map<string, string>();
  const unexpected: string[] = [];
  const twice: string[] = [];
  const misshapen: string[] = [];
  for (const source of file.names) {
    const current = renamed(source);
    const name = expected.has(current) ? current : `${prefix}${current}`;
    const shape = expected.get(name)?.shape.join(', ');
    if (shape === undefined) {
      if (!ignored.some((pattern) => pattern.test(source))) unexpected.push(source);
      continue;
    }
    const found = file.info(source).shape.join(', ');
    if (found !== shape) misshapen.push(`${source} is [${found}], expected [${shape}]`);
    if (sources.has(name)) twice.push(name);
    sources.set(name, source);
  }
  const optional = [...moduleTensors(layout.optional ?? []).keys()];
  const found = optional.flatMap((name) => {
    const source = sources.get(name);
    const shape = source === undefined ? [] : file.info(source).shape;
    // A tensor without numbers may have any other size.
    return shape.length === 0 || shape.includes(0) ? [] : [[name, shape] as const];
  });
  if (found.length > 0) layout.onOptional?.(new Map(found));
  const wanted = found.length > 0 ? expected : moduleTensors(layout.modules);
  const missing = [...wanted.keys()].filter((name) => !sources.has(name));
  const layers = otherLayers([...expected.keys()], [...sources.keys(), ...unexpected.map(renamed)]);
  const problems = { missing, unexpected, twice, misshapen, layers };
  if (Object.values(problems).some((names) => names.length > 0)) {
    throw wrongWeights(file.where, architecture, problems);
  }
  return sources;
}
