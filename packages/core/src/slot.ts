import type { ConvolutionOptions } from './kernels/index.ts';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * The layout of a layer's weight:
 * - `linear`: `[out, in]`, as in checkpoints;
 * - `conv1d`: GPT-2's transposed linear, `[in, out]` (PEFT: `fan_in_fan_out`);
 * - `conv1x1`: a 1×1 convolution over channels-last input, `[out, in, 1, 1]` (checkpoints) or `[1, 1, in, out]`
 *   (tfjs);
 * - `convolution`: along one, two or three axes of channels-last input, `[...kernel, channels, out]` as in tfjs;
 *   its matrix is `[out, in]` with `in` = channels · the kernel's sizes, in the order of checkpoints,
 *   `[out, channels, ...kernel]`;
 * - `embedding`: a table `[in, out]`, `in` being the size of the vocabulary.
 */
export type SlotKind = 'linear' | 'conv1d' | 'conv1x1' | 'convolution' | 'embedding';

/** A layer's shape, without its weights: all that counting parameters needs. */
export interface Layer {
  readonly kind: SlotKind;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** The sizes of a `convolution`'s filter along each axis, such as `[height, width]`. */
  readonly kernel?: readonly number[];
  /** Set for a parameter of a module, by PEFT's `target_parameters`, which the files written here cannot express. */
  readonly isParameter?: true;
}

/** A layer by name, without its weights. */
export interface NamedLayer extends Layer {
  /** The full module path, such as `bert.encoder.layer.0.attention.self.query`. */
  readonly name: string;
}

/** A layer of a frozen model that an adapter can serve. The model owns the tensors. */
export interface Slot extends NamedLayer {
  /** The weight; of a `linear` or `conv1d` it may be held in bfloat16 (`heldInBfloat16` of @singlora/core/kernels). */
  readonly weight: tf.Tensor;
  readonly bias?: tf.Tensor1D;
  /** The stride, padding and dilation of a `convolution`; 1, none and 1 unless given. */
  readonly moves?: Omit<ConvolutionOptions, 'frozen'>;
}

/** How a model runs one of its slots: `x` is `[..., in]` (an embedding: ids, any shape), the result `[..., out]`. */
export type ApplySlot = (slot: string, x: tf.Tensor) => tf.Tensor;

/** A source of random numbers; always an argument, never global. */
export interface RandomSource {
  /** A uniform number in [0, 1). */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
}
