import { unetLayers } from '@singlora/core';
import { expect, it } from 'vitest';
import { fixture, readConfig } from '../fixtures.test.support.ts';
import { tensorsOf } from '../module.ts';
import { readUNet } from './unet.ts';

/** unet/config.json of Stable Diffusion 1.5. */
const stableDiffusion = {
  _class_name: 'UNet2DConditionModel',
  _diffusers_version: '0.6.0',
  act_fn: 'silu',
  attention_head_dim: 8,
  block_out_channels: [320, 640, 1280, 1280],
  center_input_sample: false,
  cross_attention_dim: 768,
  down_block_types: [
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'DownBlock2D',
  ],
  downsample_padding: 1,
  flip_sin_to_cos: true,
  freq_shift: 0,
  in_channels: 4,
  layers_per_block: 2,
  mid_block_scale_factor: 1,
  norm_eps: 1e-5,
  norm_num_groups: 32,
  out_channels: 4,
  sample_size: 64,
  up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
};

it("has Stable Diffusion 1.5's numbers and attention layers", () => {
  const { modules } = readUNet('config.json', stableDiffusion);
  const sizes = [...tensorsOf(modules).values()].map(({ shape }) => shape.reduce((a, b) => a * b));
  // What diffusers counts.
  expect(sizes.reduce((a, b) => a + b)).toBe(859_520_964);
  const attention = modules.flatMap((module) => {
    if (!('inFeatures' in module) || !/\.attn[12]\./.test(module.name)) return [];
    const { name, kind, inFeatures, outFeatures } = module;
    return [{ name, kind, inFeatures, outFeatures }];
  });
  expect(attention).toEqual(unetLayers(stableDiffusion));
});

it.each([
  { class_embed_type: 'timestep' },
  // SDXL
  { addition_embed_type: 'text_time' },
  { mid_block_type: 'UNetMidBlock2D' },
  { mid_block_type: null },
  { down_block_types: ['AttnDownBlock2D', 'DownBlock2D'] },
  { up_block_types: ['UpBlock2D', 'ResnetUpsampleBlock2D'] },
  { downsample_padding: 0 },
  { resnet_time_scale_shift: 'scale_shift' },
  { only_cross_attention: true },
  { dropout: 0.1 },
  { act_fn: 'gelu' },
  { center_input_sample: true },
  { num_attention_heads: 4 },
  { a_field_of_the_future: 'anything' },
  { block_out_channels: [] },
  { layers_per_block: 0 },
])('refuses %j by name', async (change) => {
  const config = { ...(await readConfig(fixture('tiny-unet'))), ...change };
  expect(() => readUNet('unet/config.json', config)).toThrow(
    expect.objectContaining({
      code: 'MODEL_CONFIG',
      message: expect.stringContaining(Object.keys(change)[0] as string) as string,
    }) as Error,
  );
});

it.each([
  [{ norm_num_groups: 3 }, 'norm_num_groups (3) does not divide 4 of block_out_channels'],
  [
    { attention_head_dim: [2, 3] },
    'attention_head_dim (3), the number of heads, does not divide 8 of block_out_channels',
  ],
  [{ layers_per_block: [1] }, 'layers_per_block has 1 entries, and block_out_channels 2'],
])('refuses sizes that do not fit: %j', async (change, message) => {
  const config = { ...(await readConfig(fixture('tiny-unet'))), ...change };
  expect(() => readUNet('unet/config.json', config)).toThrow(message);
});

it('refuses the configuration of another class, by its name', () => {
  const other = { ...stableDiffusion, _class_name: 'AutoencoderKL' };
  expect(() => readUNet('unet/config.json', other)).toThrow(
    expect.objectContaining({
      code: 'MODEL_UNSUPPORTED',
      message:
        'unet/config.json names "AutoencoderKL" as its _class_name. Supported: UNet2DConditionModel.',
    }) as Error,
  );
  expect(() => readUNet('unet/config.json', [])).toThrow(
    'names no architecture as its _class_name',
  );
});
