import { named } from '../errors.ts';
import { encoderFamilies } from './encoder.ts';
import { linearToyFamilies } from './linear-toy.ts';
import { residualFamilies } from './residual-families.ts';
import { smallNetworkFamilies } from './small-networks.ts';
import { transformerFamilies } from './transformer.ts';
import { twoLayerFamily } from './two-layer.ts';
import type { ModelFamily } from './width-model.ts';

/** Every family of models, by name. */
export const families: ReadonlyMap<string, ModelFamily> = new Map(
  [
    ...[...linearToyFamilies, twoLayerFamily, ...residualFamilies],
    ...[...transformerFamilies, ...smallNetworkFamilies, ...encoderFamilies],
  ].map((family) => [family.name, family]),
);

/**
 * One of the families by its name.
 * @throws {ScalingError} `SCALING_UNKNOWN`
 */
export const familyOf = (name: string): ModelFamily => named('family of models', families, name);
