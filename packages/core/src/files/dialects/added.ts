import { scaling } from '../../config.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { AdapterConfig } from '../../registry.ts';
import { configForLayer } from '../../targets.ts';
import type { AddedPlace, TensorPlace } from '../dialect.ts';

/** The differences that LyCORIS and ComfyUI put beside a LoRA, or alone: of any layer, and LyCORIS's of normalisations. */
const parts: Readonly<Record<string, AddedPlace['part']>> = {
  diff: 'weight',
  diff_b: 'bias',
  w_norm: 'weight',
  b_norm: 'bias',
};

/** Splits a file's tensors into those of adapted layers and those that are added to the model's own. */
export function withoutDifferences(places: readonly TensorPlace[]) {
  const isOne = ({ key }: TensorPlace) => Object.hasOwn(parts, key);
  const added = places
    .filter(isOne)
    .map(({ file, layer, key }): [string, AddedPlace] => [
      file,
      { layer, part: parts[key] as AddedPlace['part'], scale: 1 },
    ]);
  return { places: places.filter((place) => !isOne(place)), added: new Map(added) };
}

/** The settings of an adapter that has differences alone. */
export const differencesAlone = (): AdapterConfig => parseAdapterConfig({ method: 'lora' });

/** PEFT's `lora_bias`: a bias of B, which its layer's scale multiplies. */
export const biasOfB = (config: AdapterConfig, layer: string): AddedPlace => ({
  layer,
  part: 'bias',
  scale: scaling(configForLayer(config, layer)),
});
