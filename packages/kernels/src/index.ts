export { attention, type AttentionOptions } from './attention.ts';
export { crossEntropy } from './cross-entropy.ts';
export {
  differentiable,
  type Gradients,
  type NamedTensors,
  type Operation,
  type Shared,
} from './differentiable.ts';
export { dropout } from './dropout.ts';
export { embedding } from './embedding.ts';
export { gelu } from './gelu.ts';
export { layerNorm } from './layer-norm.ts';
export { linear, type LinearOptions, type LowRankUpdate } from './linear.ts';
export { isNative } from './native.ts';
