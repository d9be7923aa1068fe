export { after } from './after.ts';
export { attention } from './attention.ts';
export type { AttentionOptions } from './attention-options.ts';
export { bfloat16Gain } from './bfloat16-gain.ts';
export { heldInBfloat16, widened } from './bfloat16.ts';
export { blockwiseAttention, type BlockwiseAttentionOptions } from './blockwise-attention.ts';
export { conv2d, type Conv2dOptions, type Padding } from './conv2d.ts';
export { convolution, type ConvolutionOptions } from './convolution.ts';
export { crossEntropy } from './cross-entropy.ts';
export {
  differentiable,
  type Gradients,
  type Keep,
  type NamedTensors,
  type Result,
  type Share,
} from './differentiable.ts';
export { dropout } from './dropout.ts';
export { embedding } from './embedding.ts';
export { fusedOps } from './fused.ts';
export { geglu } from './geglu.ts';
export { geluTanh } from './gelu-tanh.ts';
export { gelu } from './gelu.ts';
export { groupNorm, type GroupNormOptions } from './group-norm.ts';
export { layerNorm } from './layer-norm.ts';
export { linear, type LinearOptions } from './linear.ts';
export type { LowRankUpdate } from './low-rank.ts';
export { meanSquaredError } from './mean-squared-error.ts';
export { isBfloat16, isNative } from './native.ts';
export { quickGelu } from './quick-gelu.ts';
export { recompute, type Recomputable } from './recompute.ts';
export { relu } from './relu.ts';
export { rmsNorm } from './rms-norm.ts';
export { rotary, type Rotation } from './rotary.ts';
export { silu } from './silu.ts';
export { swiglu } from './swiglu.ts';
export { upsampleNearest } from './upsample-nearest.ts';
