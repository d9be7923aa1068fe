import { unsupportedLayer } from './errors.ts';
import type { NamedLayer } from './slot.ts';
import { methodOf } from './adapter-config.ts';
import { trainedOn, type AdapterConfig } from './registry.ts';
import { chooseTargets, configForLayer } from './targets.ts';

/**
 * Counts the parameters that an adapter trains on layers of given shapes, without weights or a backend.
 * @throws {CoreError} where nothing matches, or the method cannot serve a matched layer
 */
export function countParameters(layers: readonly NamedLayer[], config: AdapterConfig): number {
  const method = methodOf(config);
  const { adapted } = chooseTargets(layers, config);
  return layers
    .filter(({ name }) => adapted.includes(name))
    .reduce((sum, layer) => {
      if (!method.kinds.includes(layer.kind)) {
        throw unsupportedLayer(method.name, layer.name, layer.kind, method.kinds);
      }
      return sum + trainedOn(method, layer, configForLayer(config, layer.name));
    }, 0);
}
