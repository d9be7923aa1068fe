import { z } from 'zod';
import {
  checkStages,
  eachStage,
  layersPerStage,
  only,
  parseDiffusersConfig,
  perStage,
  stageChannels,
} from '../blocks/diffusers-config.ts';
import { positiveCount } from '../config.ts';
import { invalidConfig } from '../errors.ts';

const downTypes = z.enum(['CrossAttnDownBlock2D', 'DownBlock2D']);
const upTypes = z.enum(['CrossAttnUpBlock2D', 'UpBlock2D']);

/** The fields of a `UNet2DConditionModel`'s config.json, with diffusers' defaults. */
const fields = {
  sample_size: z.union([positiveCount, z.tuple([positiveCount, positiveCount])]).nullish(),
  in_channels: positiveCount.default(4),
  out_channels: positiveCount.default(4),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().default(0),
  down_block_types: z.array(downTypes),
  up_block_types: z.array(upTypes),
  block_out_channels: stageChannels,
  layers_per_block: layersPerStage.default(2),
  norm_num_groups: positiveCount.default(32),
  norm_eps: z.number().positive().default(1e-5),
  cross_attention_dim: perStage.default(1280),
  transformer_layers_per_block: layersPerStage.default(1),
  attention_head_dim: perStage.default(8),
  use_linear_projection: z.boolean().default(false),
  // Two names of one function.
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  // Whether scores are computed in float32: here they always are.
  upcast_attention: z.boolean().nullish(),
  // The heads of an embedding that addition_embed_type would turn on.
  addition_embed_type_num_heads: z.int().nullish(),
  mid_block_type: only('UNetMidBlock2DCrossAttn'),
  mid_block_scale_factor: only(1),
  downsample_padding: only(1),
  dropout: only(0),
  resnet_time_scale_shift: only('default'),
  resnet_out_scale_factor: only(1),
  time_embedding_type: only('positional'),
  attention_type: only('default'),
  conv_in_kernel: only(3),
  conv_out_kernel: only(3),
};

/** One resolution of the down path; the up path has the same in reverse. */
export interface UNetLevel {
  channels: number;
  /** Residual blocks in the down path; the up path has one more. */
  layers: number;
  /** The number of heads in its transformers' attention. */
  heads: number;
  contextSize: number;
  transformerLayers: number;
}

/** A `UNet2DConditionModel`'s config.json, checked and with diffusers' defaults; `levels` holds its lists' values, level by level. */
export type UNetConfig = ReturnType<typeof parseUNetConfig>;

/** @throws {ModelError} `MODEL_UNSUPPORTED` for another class, `MODEL_CONFIG`, naming each wrong field */
export function parseUNetConfig(source: string, json: unknown) {
  const config = parseDiffusersConfig('UNet2DConditionModel', fields, source, json);
  const { block_out_channels, norm_num_groups: groups } = config;
  const count = block_out_channels.length;
  const lists = {
    down_block_types: config.down_block_types,
    up_block_types: config.up_block_types,
    layers_per_block: eachStage(config.layers_per_block, count),
    attention_head_dim: eachStage(config.attention_head_dim, count),
    cross_attention_dim: eachStage(config.cross_attention_dim, count),
    transformer_layers_per_block: eachStage(config.transformer_layers_per_block, count),
  };
  checkStages(source, block_out_channels, lists, groups);
  const levels = block_out_channels.map((channels, i): UNetLevel => ({
    channels,
    layers: lists.layers_per_block[i] as number,
    heads: lists.attention_head_dim[i] as number,
    contextSize: lists.cross_attention_dim[i] as number,
    transformerLayers: lists.transformer_layers_per_block[i] as number,
  }));
  const down = config.down_block_types.map((type) => type === 'CrossAttnDownBlock2D');
  const up = config.up_block_types.map((type) => type === 'CrossAttnUpBlock2D');
  levels.forEach(({ channels, heads }, i) => {
    // The up path starts with the last level; the middle block belongs to the last level and always attends.
    const attends = down[i] || up.at(-1 - i) || i === count - 1;
    if (attends && channels % heads !== 0)
      throw invalidConfig(
        source,
        `attention_head_dim (${heads}), the number of heads, does not divide ${channels} of block_out_channels`,
      );
  });
  return { ...config, groups, levels, down, up };
}
