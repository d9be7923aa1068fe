import { named } from '../errors.ts';
import { linearToyBatchFamily, linearToyFamily, otherRatioFamilies } from './linear-toy.ts';
import {
  batchMlpFamily,
  deepResidualMlpFamily,
  deepScaledMlpFamily,
  residualMlpMupFamily,
  residualMlpSpFamily,
} from './residual-families.ts';
import { encoderFamily, encoderMupFamily } from './encoder.ts';
import { smallNetworkFamilies } from './small-networks.ts';
import { transformerFamily, transformerMupFamily } from './transformer.ts';
import { twoLayerFamily } from './two-layer.ts';
import type { ModelFamily } from './width-model.ts';

/** Every family of models, by name. */
export const families: ReadonlyMap<string, ModelFamily> = new Map(
  [
    linearToyFamily,
    linearToyBatchFamily,
    ...otherRatioFamilies,
    twoLayerFamily,
    residualMlpMupFamily,
    residualMlpSpFamily,
    transformerFamily,
    transformerMupFamily,
    ...smallNetworkFamilies,
    encoderFamily,
    encoderMupFamily,
    deepResidualMlpFamily,
    deepScaledMlpFamily,
    batchMlpFamily,
  ].map((family) => [family.name, family]),
);

/**
 * One of {@link families}.
 * @throws {ScalingError} `SCALING_UNKNOWN`
 */
export const familyOf = (name: string): ModelFamily => named('family of models', families, name);
