import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic, writeSafetensors } from '@singlora/formats';
import type * as tf from '@tensorflow/tfjs-core';
import { configForLayer } from '../targets.ts';
import { methodOf } from '../adapter-config.ts';
import type { AdapterArchive } from './archive.ts';
import { modelCard } from './model-card.ts';
import { toPeftConfig } from './peft-config.ts';

export const peftPrefix = 'base_model.model.';

/**
 * Writes an adapter in PEFT's folder layout: `adapter_model.safetensors`, `adapter_config.json` and a model card. Keys
 * are `base_model.model.<layer>.<key>`, without the adapter's name.
 */
export async function writeAdapter(folder: string, archive: AdapterArchive): Promise<void> {
  const method = methodOf(archive.config);
  const tensors = new Map<string, Promise<F32>>();
  for (const { name, layer, parameters } of archive.layers) {
    const specs = method.parameters(layer, configForLayer(archive.config, name));
    for (const [parameter, { key, shape, fileShape }] of Object.entries(specs)) {
      tensors.set(
        `${peftPrefix}${name}.${key}`,
        asF32(parameters[parameter] as tf.Tensor, fileShape ?? shape),
      );
    }
  }
  for (const [name, tensor] of Object.entries(archive.whole)) {
    tensors.set(`${peftPrefix}${name}`, asF32(tensor));
  }
  const config = JSON.stringify(toPeftConfig(archive), null, 2);
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), await settled(tensors), {
    format: 'pt',
  });
  await writeFileAtomic(join(folder, 'adapter_config.json'), `${config}\n`);
  await writeFileAtomic(join(folder, 'README.md'), modelCard(archive));
}

interface F32 {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export async function asF32(
  tensor: tf.Tensor,
  shape: readonly number[] = tensor.shape,
): Promise<F32> {
  return { dtype: 'F32', shape, data: (await tensor.data()) as Float32Array };
}

export async function settled(
  tensors: ReadonlyMap<string, Promise<F32>>,
): Promise<Record<string, F32>> {
  const entries = [...tensors].map(async ([name, tensor]) => [name, await tensor] as const);
  return Object.fromEntries(await Promise.all(entries));
}
