import { silu } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { conv1x1Module, conv2dModule, linearModule, normModule, withinPart } from '../module.ts';
import { normaliseGroups } from '../normalise.ts';
import type { NetworkPart } from './part.ts';

interface ResidualBlock {
  /** The input channels: those of `x`, and of `skip` where there is one. */
  inChannels: number;
  outChannels: number;
  /** The size of the time embedding, where there is one. */
  timeChannels?: number;
  groups: number;
  epsilon: number;
}

export type ResidualInputs = {
  x: tf.Tensor4D;
  /** The output of an earlier block of this size, as further channels. */
  skip?: tf.Tensor4D;
  /** The time embedding, `[batch, timeChannels]`. */
  time?: tf.Tensor2D;
};

/**
 * A residual block of two convolutions, each after a normalisation and an activation (He et al.,
 * arXiv 1603.05027). The time embedding is added between them (Ho et al., arXiv 2006.11239). Named
 * as diffusers' `ResnetBlock2D`.
 */
export function residualBlock(
  name: string,
  { inChannels, outChannels, timeChannels, groups, epsilon }: ResidualBlock,
): NetworkPart<ResidualInputs> {
  const changesChannels = inChannels !== outChannels;
  return {
    name,
    modules: withinPart(name, [
      normModule('norm1', inChannels),
      conv2dModule('conv1', outChannels, inChannels),
      ...(timeChannels ? [linearModule('time_emb_proj', outChannels, timeChannels)] : []),
      normModule('norm2', outChannels),
      conv2dModule('conv2', outChannels, outChannels),
      ...(changesChannels ? [conv1x1Module('conv_shortcut', outChannels, inChannels)] : []),
    ]),
    layer(weights) {
      const activated = (norm: string, x: tf.Tensor4D): tf.Tensor4D =>
        normaliseGroups(weights.tensors, `${name}.${norm}`, x, {
          groups,
          epsilon,
          activation: 'silu',
        });
      return (apply, { x, skip, time }) => {
        const whole = skip ? tf.concat([x, skip], 3) : x;
        const first = apply(`${name}.conv1`, activated('norm1', whole)) as tf.Tensor4D;
        const timed = time
          ? tf.add<tf.Tensor4D>(
              first,
              tf.reshape(apply(`${name}.time_emb_proj`, silu(time)), [-1, 1, 1, outChannels]),
            )
          : first;
        const second = apply(`${name}.conv2`, activated('norm2', timed)) as tf.Tensor4D;
        const shortcut = changesChannels ? apply(`${name}.conv_shortcut`, whole) : whole;
        return tf.add(shortcut, second);
      };
    },
  };
}
