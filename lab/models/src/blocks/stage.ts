import type * as tf from '@tensorflow/tfjs-core';
import type { LayerInputs } from '../layer.ts';
import type { Module } from '../module.ts';
import type { NetworkPart } from './part.ts';
import type { ResidualInputs } from './residual-block.ts';
import type { Resampler } from './resampler.ts';

/** The part of a network at one resolution: residual blocks, each optionally followed by attention. */
export interface NetworkStage<AttentionInputs extends LayerInputs = { x: tf.Tensor4D }> {
  residuals: readonly NetworkPart<ResidualInputs>[];
  /** The attentions after the first residual blocks; there may be fewer than blocks, or none. */
  attentions: readonly NetworkPart<AttentionInputs>[];
  /** The layer that leads to the next resolution. */
  resampler?: Resampler;
}

export const stageModules = ({ residuals, attentions, resampler }: NetworkStage<never>): Module[] =>
  [...residuals, ...attentions, ...(resampler ? [resampler] : [])].flatMap((part) => part.modules);
