import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { kernelOf } from '../convolution.ts';
import { notConvertible } from '../errors.ts';
import { loraPair } from '../lora-factors.ts';
import { checkRamp } from '../ramp.ts';
import { configForLayer } from '../targets.ts';
import { disposeArchive, type AdapterArchive } from './archive.ts';
import type { AdapterFiles } from './encode.ts';
import { expertOf } from './experts.ts';
import { asJson, encodeTensors } from './safetensors.ts';
import { toLora } from './to-lora.ts';

const form = 'mlx-lm';

/** mlx-lm's name of its weights. */
export const mlxFile = 'adapters.safetensors';

/**
 * An adapter as the files of a folder that mlx-lm loads: `adapters.safetensors` and its own `adapter_config.json`, which has one rank
 * and scale for all layers. So the scale goes into lora_b, and lower ranks are padded with zeros. Exact, as {@link toLora} is.
 * @throws {CoreError} for parts that mlx-lm cannot hold: heads, convolutions, a magnitude of an embedding
 */
export async function encodeMlx(archive: AdapterArchive): Promise<AdapterFiles> {
  checkRamp(archive.u);
  const { whole, added = {}, tokens = {}, baseModel } = archive;
  const [own] = [whole, added, tokens].flatMap((each) => Object.keys(each));
  if (own !== undefined) throw notConvertible(own, 'a weight of its own', form);
  for (const { name, layer } of archive.layers) {
    if (expertOf({ name, layer }))
      throw notConvertible(name, 'a tensor with those of other experts', form);
    if (kernelOf(layer)) throw notConvertible(name, 'filters of a convolution', form);
  }
  const lora = toLora(archive);
  let tensors: Record<string, tf.Tensor> = {};
  try {
    const factors = lora.layers.map(({ name, layer, parameters }) => {
      const magnitude = parameters['lora_magnitude_vector'];
      if (magnitude && layer.kind === 'embedding')
        throw notConvertible(name, 'a magnitude for each column of its table', form);
      return {
        name,
        magnitude,
        ...loraPair(parameters),
        scale: scaling(configForLayer(lora.config, name)),
      };
    });
    const rank = Math.max(...factors.map(({ a }) => a.shape[0]));
    tensors = tf.tidy(() =>
      Object.fromEntries(
        factors.flatMap(({ name, a, b, scale, magnitude }) => {
          const more: [number, number] = [0, rank - a.shape[0]];
          return [
            [`${name}.lora_a`, tf.pad(tf.transpose(a), [[0, 0], more])],
            [`${name}.lora_b`, tf.pad(tf.transpose(tf.mul(b, scale)), [more, [0, 0]])],
            ...(magnitude ? [[`${name}.m`, tf.clone(magnitude)]] : []),
          ] as [string, tf.Tensor][];
        }),
      ),
    );
    const settings = {
      fine_tune_type: factors.some(({ magnitude }) => magnitude) ? 'dora' : 'lora',
      // All of them; the keys are whole names, of which mlx-lm finds each once.
      num_layers: -1,
      lora_parameters: { rank, scale: 1, dropout: 0, keys: factors.map(({ name }) => name) },
      ...(baseModel !== undefined && { model: baseModel }),
    };
    return { [mlxFile]: await encodeTensors(tensors), 'adapter_config.json': asJson(settings) };
  } finally {
    tf.dispose(tensors);
    disposeArchive(lora);
  }
}
