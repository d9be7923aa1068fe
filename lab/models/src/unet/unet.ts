import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { CheckpointOptions } from '../checkpoint.ts';
import type { Blueprint } from '../blueprint.ts';
import { runPart } from '../blocks/part.ts';
import { stageModules } from '../blocks/stage.ts';
import { weightsOf } from '../blocks/weights.ts';
import { loadModel, type ModelFiles } from '../load.ts';
import { createModel, type Model } from '../model.ts';
import { conv2dModule, normModule } from '../module.ts';
import { normaliseGroups } from '../normalise.ts';
import type { Pass } from '../pass.ts';
import { embedTime, timeModules, type TimeEmbedding } from './time-embedding.ts';
import { readsContext } from './transformer.ts';
import { parseUNetConfig, type UNetConfig } from './unet-config.ts';
import { stagesOf, type UNetStage, type UNetStages } from './unet-stages.ts';

/** Noisy pictures, in the space in which the network works. */
export interface NoisyBatch {
  /** `[batch, height, width, inChannels]` */
  latents: tf.Tensor4D;
  /** The timestep of each picture, `[batch]`. */
  timesteps: tf.Tensor1D;
  /** The condition of each picture, such as a text's hidden states, `[batch, tokens, contextSize]`. */
  context: tf.Tensor3D;
}

/** How a denoiser runs; all pictures are channels last. */
export interface UNetNetwork {
  readonly config: UNetConfig;
  /** The slots that read only the batch's context: the cross-attention's keys and values. */
  readonly contextSlots: readonly string[];
  /** The network's prediction, such as the batch's noise: `[batch, height, width, outChannels]`. */
  predict(batch: NoisyBatch, pass: Pass): tf.Tensor4D;
}

/** A frozen denoiser of pictures. */
export type UNet = Model & UNetNetwork;

/**
 * Loads a U-Net of Stable Diffusion's kind from diffusers' files.
 * @throws {ModelError} for another model's configuration, or weights that do not fit it
 */
export const loadUNet = (files: ModelFiles, options?: CheckpointOptions): Promise<UNet> =>
  loadModel(files, readUNet, options);

/**
 * A U-Net from a config.json's content with weights from any source, such as random ones: `weight`
 * is called once per tensor, with its name and shape in checkpoints.
 * @throws {ModelError} for a configuration that cannot be run
 */
export const createUNet = (
  config: unknown,
  weight: (name: string, shape: number[]) => tf.Tensor,
): UNet => createModel(readUNet('The given configuration', config), weight);

export const readUNet = (source: string, json: unknown): Blueprint<UNetNetwork> =>
  unet(parseUNetConfig(source, json));

/** The denoiser of Stable Diffusion (Rombach et al., arXiv 2112.10752), named as diffusers' `UNet2DConditionModel`. */
function unet(config: UNetConfig): Blueprint<UNetNetwork> {
  const [first] = config.block_out_channels as [number];
  const time: TimeEmbedding = {
    waves: first,
    channels: 4 * first,
    flipSinToCos: config.flip_sin_to_cos,
    freqShift: config.freq_shift,
  };
  const stages = stagesOf(config, time.channels);
  const modules = [
    conv2dModule('conv_in', first, config.in_channels),
    ...timeModules(time),
    ...[...stages.down, stages.middle, ...stages.up].flatMap(stageModules),
    normModule('conv_norm_out', first),
    conv2dModule('conv_out', config.out_channels, first),
  ];
  return {
    architecture: 'UNet2DConditionModel',
    modules,
    ignored: [],
    defaultTargets: ['to_q', 'to_k', 'to_v', 'to_out.0'],
    network: (weights) => ({
      config,
      contextSlots: modules.map(({ name }) => name).filter(readsContext),
      predict: (batch, pass) =>
        tf.tidy(() => predict({ config, time, stages, weights }, batch, pass)),
    }),
  };
}

interface Parts {
  config: UNetConfig;
  time: TimeEmbedding;
  stages: UNetStages;
  weights: NamedTensors;
}

/** Runs the down path, the middle and the up path, whose blocks also read the outputs of their mirror images. */
function predict({ config, stages, ...parts }: Parts, batch: NoisyBatch, pass: Pass): tf.Tensor4D {
  const weights = weightsOf(parts.weights, pass.trained);
  const time = embedTime(parts.time, pass.apply, batch.timesteps);
  const context = tf.reshape<tf.Rank.R2>(batch.context, [-1, batch.context.shape[2]]);
  /** One residual block of a stage, and the transformer after it. */
  const block = (stage: UNetStage, i: number, x: tf.Tensor4D, skip?: tf.Tensor4D): tf.Tensor4D => {
    const [residual, transformer] = [stage.residuals[i], stage.attentions[i]];
    const y = residual ? runPart(residual, weights, pass, { x, time, ...(skip && { skip }) }) : x;
    return transformer ? runPart(transformer, weights, pass, { x: y, context }) : y;
  };

  let x = pass.apply('conv_in', batch.latents) as tf.Tensor4D;
  const skips = [x];
  for (const stage of stages.down) {
    stage.residuals.forEach((_, i) => skips.push((x = block(stage, i, x))));
    if (stage.resampler) skips.push((x = stage.resampler.resample(pass.apply, x)));
  }
  stages.middle.residuals.forEach((_, i) => (x = block(stages.middle, i, x)));
  for (const stage of stages.up) {
    stage.residuals.forEach((_, i) => (x = block(stage, i, x, skips.pop())));
    const [, height, width] = skips.at(-1)?.shape ?? x.shape;
    if (stage.resampler) x = stage.resampler.resample(pass.apply, x, [height, width]);
  }
  const { groups, norm_eps: epsilon } = config;
  const last = normaliseGroups(weights.tensors, 'conv_norm_out', x, {
    groups,
    epsilon,
    activation: 'silu',
  });
  return pass.apply('conv_out', last) as tf.Tensor4D;
}
