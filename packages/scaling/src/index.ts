export { ScalingError, type ScalingErrorCode } from './errors.ts';
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
