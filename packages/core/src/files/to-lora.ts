import * as tf from '@tensorflow/tfjs-core';
import { commonSettings, type CommonConfig } from '../config.ts';
import { ownFactors } from '../factors.ts';
import { loraPair } from '../lora-factors.ts';
import { parseAdapterConfig } from '../adapter-config.ts';
import { configForLayer } from '../targets.ts';
import { rankSettings } from './dialects/ranks.ts';
import { ownTensors, type AdapterArchive, type ArchivedLayer } from './archive.ts';

/**
 * The same update as a plain LoRA (or DoRA, where the method has a magnitude): B = P and A = Qᵀ, the ramp folded into alpha. A
 * layer with a start gets twice the rank, to subtract the start's update. Nothing is approximated. The tensors are new.
 */
export function toLora(archive: AdapterArchive): AdapterArchive {
  let hasMagnitude = false;
  const converted = archive.layers.map(({ name, layer, ...values }): ArchivedLayer => {
    const config = configForLayer(archive.config, name);
    const { p, q, magnitude } = ownFactors(values, { layer, config });
    const a = tf.transpose(q);
    q.dispose();
    hasMagnitude ||= magnitude !== undefined;
    const prefix = layer.kind === 'embedding' ? 'lora_embedding' : 'lora';
    const factors = { [`${prefix}_A`]: a, [`${prefix}_B`]: p };
    return {
      name,
      layer,
      parameters: magnitude ? { ...factors, lora_magnitude_vector: magnitude } : factors,
    };
  });
  const config = parseAdapterConfig({
    ...commonSettings(archive.config),
    ...ranksAndAlphas(archive, converted),
    method: hasMagnitude ? 'dora' : 'lora',
  });
  return { ...archive, ...ownTensors(archive), config, u: 1, layers: converted };
}

/** The rank and alpha settings that keep each layer's scale at the new rank of its factors. */
function ranksAndAlphas(
  { config, u, layers }: AdapterArchive,
  converted: readonly ArchivedLayer[],
): Partial<CommonConfig> {
  if (layers.every(({ start }) => !start)) {
    const alphas = Object.entries(config.alpha_pattern).map(([name, alpha]) => [name, alpha * u]);
    const alpha_pattern = Object.fromEntries(alphas) as Record<string, number>;
    return { lora_alpha: config.lora_alpha * u, alpha_pattern };
  }
  // A layer with a start also holds the factors of its start, so its rank differs.
  const ranked = converted.map(({ name, parameters }) => {
    const own = configForLayer(config, name);
    const [rank] = loraPair(parameters).a.shape;
    // The ratio first, so that an alpha of 10 at twice the rank is 20, not 20.000000000000004.
    const ratio = own.use_rslora ? Math.sqrt(rank / own.r) : rank / own.r;
    return [name, rank, own.lora_alpha * u * ratio] as const;
  });
  return rankSettings(ranked);
}
