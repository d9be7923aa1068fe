import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dotted, spelledInDiffusers } from './kohya-names.ts';

/** Made by tools/fixtures/kohya_names.py. */
const made = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
const names = made('kohya-names') as string[];
const inDiffusers = made('kohya-xl-names') as Record<string, string>;

it("tells the dots in the names of diffusers' U-Nets and CLIP", () => {
  expect(names.map((name) => dotted(name.replaceAll('.', '_')))).toEqual(names);
});

it('knows no others', () => {
  for (const name of ['net_down', 'joint_blocks_0_x_block_attn_proj', 'down_blocks_', ''])
    expect(dotted(name)).toBeUndefined();
});

it("calls the layers of Stable Diffusion XL's U-Net as diffusers does", () => {
  const read = Object.keys(inDiffusers).map((name) => [name, dotted(spelledInDiffusers(name))]);
  expect(Object.fromEntries(read)).toEqual(inDiffusers);
});

it('leaves names of diffusers, of other models and of no layer', () => {
  for (const name of ['mid_block_resnets_0_conv1', 'net_down', 'input_blocks_0_1_proj_in'])
    expect(spelledInDiffusers(name)).toBe(name);
});
