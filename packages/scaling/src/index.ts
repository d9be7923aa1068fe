export { ScalingError, type ScalingErrorCode } from './errors.ts';
export { linearToyBatchFamily, linearToyFamily } from './families/linear-toy.ts';
export {
  residualMlpMupFamily,
  residualMlpSpFamily,
  type ResidualMlpFamily,
} from './families/residual-mlp.ts';
export { transformerFamily } from './families/transformer.ts';
export { twoLayerFamily } from './families/two-layer.ts';
export { normals } from './normals.ts';
export {
  initialOptimiserState,
  optimiserOf,
  optimisers,
  scalarsOf,
  type Optimiser,
  type OptimiserScalars,
  type OptimiserState,
} from './optimisers.ts';
export type { ModelFamily, Trainable, WidthModel } from './width-model.ts';
export {
  adapterConfigAt,
  variantOf,
  variants,
  type Variant,
  type VariantContext,
} from './variants.ts';
export { wholeLayers } from './whole-layers.ts';
