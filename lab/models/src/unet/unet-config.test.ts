import { expect, it } from 'vitest';
import { fixture, readConfig } from '../fixtures.test.support.ts';
import { moduleTensors } from '../module.ts';
import { readUNet } from './unet.ts';
import { stableDiffusion } from './unet-config.test.support.ts';

it("has Stable Diffusion 1.5's numbers", () => {
  const { modules } = readUNet('config.json', stableDiffusion);
  const sizes = [...moduleTensors(modules).values()].map(({ shape }) =>
    shape.reduce((a, b) => a * b),
  );
  // diffusers' count.
  expect(sizes.reduce((a, b) => a + b)).toBe(859_520_964);
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
