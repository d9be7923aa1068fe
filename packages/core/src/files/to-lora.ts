import * as tf from '@tensorflow/tfjs-core';
import { commonSettings } from '../config.ts';
import { methodOf, parseAdapterConfig } from '../adapter-config.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';

/**
 * The same update as a plain LoRA (or DoRA, where the method has a magnitude): B = P and A = Qᵀ, the ramp folded into
 * alpha. Nothing is approximated. The tensors are new.
 */
export function toLora(archive: AdapterArchive): AdapterArchive {
  const { u, layers, whole } = archive;
  const method = methodOf(archive.config);
  let hasMagnitude = false;
  const converted = layers.map(({ name, layer, parameters }): ArchivedLayer => {
    const config = configForLayer(archive.config, name);
    const { p, q, magnitude } = tf.tidy(() => {
      const factors = method.factors(parameters, { layer, config });
      return {
        p: tf.clone(factors.p),
        q: tf.transpose(factors.q),
        ...(factors.magnitude && { magnitude: tf.clone(factors.magnitude) }),
      };
    });
    hasMagnitude ||= magnitude !== undefined;
    const prefix = layer.kind === 'embedding' ? 'lora_embedding' : 'lora';
    const factors = { [`${prefix}_A`]: q, [`${prefix}_B`]: p };
    return {
      name,
      layer,
      parameters: magnitude ? { ...factors, lora_magnitude_vector: magnitude } : factors,
    };
  });
  const common = commonSettings(archive.config);
  const alphas = Object.entries(common.alpha_pattern).map(([name, alpha]) => [name, alpha * u]);
  const config = parseAdapterConfig({
    ...common,
    method: hasMagnitude ? 'dora' : 'lora',
    lora_alpha: common.lora_alpha * u,
    alpha_pattern: Object.fromEntries(alphas) as Record<string, number>,
  });
  const kept = Object.entries(whole).map(([name, tensor]) => [name, tf.clone(tensor)] as const);
  return { ...archive, config, u: 1, layers: converted, whole: Object.fromEntries(kept) };
}
