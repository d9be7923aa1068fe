import { join } from 'node:path';
import {
  toFloat16,
  writeFileAtomic,
  writeSafetensors,
  type TensorData,
} from '@singlora/core/formats';
import { widened, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { tooLargeForHalf } from './errors.ts';
import { inCheckpointOrder, type Model } from './model.ts';
import type { ModuleTensor } from './module.ts';

/** Values and settings for saving a model. */
export interface SaveModelOptions {
  /** Tensors that replace the model's own of the same names, such as trained ones. */
  readonly weights?: NamedTensors;
  /** Saves in half precision. */
  readonly half?: boolean;
}

/**
 * Writes a model in its checkpoint's form: `config.json` and the weights under `file`, each written completely or not at all.
 * @throws {ModelError} `MODEL_WEIGHTS` for a value that half precision cannot represent
 */
export async function saveModel(
  folder: string,
  { config, file }: { config: object; file: string },
  model: Pick<Model, 'layouts' | 'weights'>,
  { weights, half = false }: SaveModelOptions = {},
): Promise<void> {
  const tensors: Record<string, TensorData> = {};
  const path = join(folder, file);
  for (const [name, layout] of model.layouts) {
    const data = await numbersOf((weights ?? model.weights)[name] as tf.Tensor, layout);
    if (half && data.some((value) => Math.abs(value) >= 65520)) throw tooLargeForHalf(path, name);
    tensors[name] = half
      ? { dtype: 'F16', shape: layout.shape, data: toFloat16(data) }
      : { dtype: 'F32', shape: layout.shape, data };
  }
  // PyTorch's readers look for this metadata.
  await writeSafetensors(path, tensors, { format: 'pt' });
  await writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

async function numbersOf(tensor: tf.Tensor, layout: ModuleTensor): Promise<Float32Array> {
  const ordered = tf.tidy(() => inCheckpointOrder(widened(tensor), layout));
  try {
    return await ordered.data<'float32'>();
  } finally {
    ordered.dispose();
  }
}
