import * as tf from '@tensorflow/tfjs-core';
import { commonSettings } from '../config.ts';
import { notConvertible } from '../errors.ts';
import { scaled } from '../linear-algebra.ts';
import { nearestSinglora } from '../nearest.ts';
import { ownFactors } from '../factors.ts';
import { methodOf, parseAdapterConfig } from '../adapter-config.ts';
import { singlora } from '../methods/singlora.ts';
import { matrixOf, matrixTensor } from '../matrix-of.ts';
import { configForLayer } from '../targets.ts';
import { ownTensors, type AdapterArchive, type ArchivedLayer } from './archive.ts';

/** A converted adapter, and how much of each layer's update it lost. */
export interface SingloraConversion {
  readonly archive: AdapterArchive;
  /** ‖new − old‖ / ‖old‖ of the update, by layer. */
  readonly residuals: ReadonlyMap<string, number>;
}

/**
 * The SingLoRA of the same rank nearest to each layer's update, with the scale kept at alpha/r and the ramp over. What
 * A A*ᵀ cannot express, such as the antisymmetric part, is lost; the residuals say how much. The tensors are new.
 * @throws {CoreError} for a magnitude (DoRA), which has no counterpart, and layers that SingLoRA does not serve
 */
export async function toSinglora(archive: AdapterArchive): Promise<SingloraConversion> {
  const residuals = new Map<string, number>();
  const layers: ArchivedLayer[] = [];
  try {
    for (const { name, layer, ...values } of archive.layers) {
      const config = configForLayer(archive.config, name);
      if (!singlora.kinds.includes(layer.kind))
        throw notConvertible(name, `a layer of kind "${layer.kind}"`);
      if (methodOf(config).sides.magnitude) throw notConvertible(name, 'a magnitude vector');
      const factors = ownFactors(values, { layer, config });
      // The update is u·alpha/r·P Qᵀ, the new one alpha/r·A A*ᵀ.
      const p = scaled(await matrixOf(factors.p), archive.u);
      const q = await matrixOf(factors.q);
      tf.dispose({ ...factors });
      const { a, residual } = nearestSinglora(p, q, config.r);
      residuals.set(name, residual);
      layers.push({ name, layer, parameters: { A: matrixTensor(a) } });
    }
  } catch (error) {
    tf.dispose(layers.map(({ parameters }) => parameters));
    throw error;
  }
  return {
    archive: {
      ...archive,
      ...ownTensors(archive),
      config: parseAdapterConfig({
        ...commonSettings(archive.config),
        method: 'singlora',
        ramp: 'none',
      }),
      u: 1,
      layers,
    },
    residuals,
  };
}
