import type { NamedTensors, Padding } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { runPart } from '../blocks/part.ts';
import { downsampler, upsampler } from '../blocks/resampler.ts';
import { residualBlock } from '../blocks/residual-block.ts';
import { stageModules, type NetworkStage } from '../blocks/stage.ts';
import { weightsOf, type Weights } from '../blocks/weights.ts';
import { conv2dModule, normModule, type Module } from '../module.ts';
import { normaliseGroups } from '../normalise.ts';
import type { Pass } from '../pass.ts';
import type { AutoencoderConfig } from './autoencoder-config.ts';
import { epsilon, pixelAttention } from './pixel-attention.ts';

/** The encoder or the decoder: stages between two convolutions. */
interface Half {
  modules: readonly Module[];
  /** Runs it on pictures `[batch, height, width, channels]`. */
  run(tensors: NamedTensors, x: tf.Tensor4D, pass: Pass): tf.Tensor4D;
}

/** One zero below and to the right: each pixel is merged with the next ones. */
const atEnd: Padding = [
  [0, 1],
  [0, 1],
];

export function encoder(config: AutoencoderConfig): Half {
  const widths = config.block_out_channels;
  const down = widths.map((channels, i): NetworkStage => {
    const name = `encoder.down_blocks.${i}`;
    const isLast = i === widths.length - 1;
    return {
      ...residuals(name, widths[i - 1] ?? channels, channels, config.layers_per_block, config),
      ...(!isLast && { resampler: downsampler(name, channels, atEnd) }),
    };
  });
  const stages = [...down, middle('encoder', config)];
  // A mean and a log-variance for each entry of the latents.
  return half(
    'encoder',
    stages,
    [config.in_channels, ...ends(widths), 2 * config.latent_channels],
    config,
  );
}

export function decoder(config: AutoencoderConfig): Half {
  const widths = config.block_out_channels.toReversed();
  const up = widths.map((channels, i): NetworkStage => {
    const name = `decoder.up_blocks.${i}`;
    const isLast = i === widths.length - 1;
    return {
      ...residuals(name, widths[i - 1] ?? channels, channels, config.layers_per_block + 1, config),
      ...(!isLast && { resampler: upsampler(name, channels) }),
    };
  });
  const stages = [middle('decoder', config), ...up];
  return half(
    'decoder',
    stages,
    [config.latent_channels, ...ends(widths), config.out_channels],
    config,
  );
}

const ends = (widths: readonly number[]): [number, number] => [
  widths[0] as number,
  widths.at(-1) as number,
];

/** @param from the input channels */
function residuals(
  name: string,
  from: number,
  channels: number,
  count: number,
  { norm_num_groups: groups }: AutoencoderConfig,
): NetworkStage {
  const inputs = Array.from({ length: count }, (_, i) => (i === 0 ? from : channels));
  const blocks = inputs.map((inChannels, i) =>
    residualBlock(`${name}.resnets.${i}`, {
      inChannels,
      outChannels: channels,
      groups,
      epsilon,
    }),
  );
  return { residuals: blocks, attentions: [] };
}

/** Two residual blocks at the lowest resolution, with attention between them. */
function middle(part: string, config: AutoencoderConfig): NetworkStage {
  const name = `${part}.mid_block`;
  const channels = config.block_out_channels.at(-1) as number;
  const attention = pixelAttention(`${name}.attentions.0`, channels, config.norm_num_groups);
  return {
    ...residuals(name, channels, channels, 2, config),
    attentions: config.mid_block_add_attention ? [attention] : [],
  };
}

/** @param channels of the input, the first stage, the last stage and the output */
function half(
  name: string,
  stages: readonly NetworkStage[],
  [enter, first, last, leave]: readonly [number, number, number, number],
  { norm_num_groups: groups }: AutoencoderConfig,
): Half {
  return {
    modules: [
      conv2dModule(`${name}.conv_in`, first, enter),
      ...stages.flatMap(stageModules),
      normModule(`${name}.conv_norm_out`, last),
      conv2dModule(`${name}.conv_out`, leave, last),
    ],
    run(tensors, input, pass) {
      const weights = weightsOf(tensors);
      const begun = pass.apply(`${name}.conv_in`, input) as tf.Tensor4D;
      const x = stages.reduce(
        (x, stage) => tf.tidy(() => runStage(stage, weights, x, pass)),
        begun,
      );
      const options = { groups, epsilon, activation: 'silu' } as const;
      const normalised = normaliseGroups(tensors, `${name}.conv_norm_out`, x, options);
      return pass.apply(`${name}.conv_out`, normalised) as tf.Tensor4D;
    },
  };
}

function runStage(
  { residuals, attentions, resampler }: NetworkStage,
  weights: Weights,
  input: tf.Tensor4D,
  pass: Pass,
): tf.Tensor4D {
  const last = residuals.reduce((x, residual, i) => {
    const y = runPart(residual, weights, pass, { x });
    const attention = attentions[i];
    return attention ? runPart(attention, weights, pass, { x: y }) : y;
  }, input);
  return resampler ? resampler.resample(pass.apply, last) : last;
}
