import { z } from 'zod';
import {
  checkStages,
  layersOfStage,
  parseDiffusersConfig,
  stageChannels,
} from '../blocks/diffusers-config.ts';
import { positiveCount } from '../config.ts';

/** The fields of an `AutoencoderKL`'s config.json, with diffusers' defaults. */
const fields = {
  in_channels: positiveCount.default(3),
  out_channels: positiveCount.default(3),
  down_block_types: z.array(z.literal('DownEncoderBlock2D', 'not supported')),
  up_block_types: z.array(z.literal('UpDecoderBlock2D', 'not supported')),
  block_out_channels: stageChannels,
  layers_per_block: layersOfStage.default(1),
  latent_channels: positiveCount.default(4),
  norm_num_groups: positiveCount.default(32),
  use_quant_conv: z.boolean().default(true),
  use_post_quant_conv: z.boolean().default(true),
  mid_block_add_attention: z.boolean().default(true),
  // Two names of one function.
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  scaling_factor: z.number().positive().nullish(),
  // The size of its training pictures, and whether half precision overflows: here everything is float32.
  sample_size: z.union([positiveCount, z.tuple([positiveCount, positiveCount])]).nullish(),
  force_upcast: z.boolean().nullish(),
};

/** The factor by which Stable Diffusion 1.x multiplies its VAE's latents, so that they vary by about one. */
const usualScale = 0.18215;

/** An `AutoencoderKL`'s config.json, checked and with diffusers' defaults, the scaling factor among them. */
export type AutoencoderConfig = ReturnType<typeof parseAutoencoderConfig>;

/**
 * @param onNotice called where the scaling factor is missing and the usual one is used
 * @throws {ModelError} `MODEL_UNSUPPORTED` for another class, `MODEL_CONFIG`, naming each wrong field
 */
export function parseAutoencoderConfig(
  source: string,
  json: unknown,
  onNotice?: (text: string) => void,
) {
  const config = parseDiffusersConfig('AutoencoderKL', fields, source, json);
  const { down_block_types, up_block_types } = config;
  const lists = { down_block_types, up_block_types };
  checkStages(source, config.block_out_channels, lists, config.norm_num_groups);
  if (config.scaling_factor == null)
    onNotice?.(
      `${source} has no scaling_factor: ${usualScale} is used, as in Stable Diffusion 1.x`,
    );
  return { ...config, scaling_factor: config.scaling_factor ?? usualScale };
}
