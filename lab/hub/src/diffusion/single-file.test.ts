import { folderForAllTests } from '@singlora/core/disk/temporary';
import { writeSafetensors, type TensorData } from '@singlora/core/formats';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compvisNames, weightParts } from './compvis-names.ts';
import { openSingleFile } from './single-file.ts';

type Converted = Readonly<Record<string, readonly [source: number, shape: readonly number[]]>>;
type Case = Readonly<Record<(typeof weightParts)[number], Converted>> & {
  readonly compvis: Readonly<Record<string, readonly number[]>>;
};

const cases = JSON.parse(
  await readFile(new URL('fixtures/single-file.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Case>>;
const small = cases['two levels']!.compvis;

const folder = folderForAllTests();

/** A file with these shapes; every weight holds its index in the list, as halves. */
async function written(shapes: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const path = join(folder, 'model.safetensors');
  const tensors = Object.entries(shapes).map(([name, shape], i): [string, TensorData] => {
    const count = shape.reduce((product, size) => product * size, 1);
    return [name, { dtype: 'F32', shape, data: new Float32Array(count).fill(i) }];
  });
  await writeSafetensors(path, Object.fromEntries(tensors));
  return path;
}

describe('names', () => {
  it.each(Object.keys(cases))("of a checkpoint %s are those of diffusers' converter", (title) => {
    const { compvis, ...parts } = cases[title]!;
    const names = Object.keys(compvis);
    const { parts: found, unknown } = compvisNames(names);
    expect(unknown).toEqual([]);
    for (const part of weightParts) {
      const wanted = Object.entries(parts[part]).map(([name, [i]]) => [name, names[i]]);
      expect(wanted.length).toBeGreaterThan(20);
      expect(Object.fromEntries(found[part])).toEqual(Object.fromEntries(wanted));
    }
  });

  it('of tables and averages are passed over, of what has no place told', () => {
    const beside = ['betas', 'alphas_cumprod', 'sqrt_alphas_cumprod', 'posterior_variance'];
    const more = [
      'model_ema.decay',
      'model_ema.diffusion_modelout0weight',
      'first_stage_model.loss.x',
    ];
    const place = 'cond_stage_model.transformer.text_model.embeddings.position_ids';
    const strays = [
      'model.diffusion_model.input_blocks.1.0.in_layers.7.weight',
      'extra',
      'first_stage_model.x',
    ];
    const { unknown, parts } = compvisNames([...beside, ...more, place, ...strays]);
    expect(unknown).toEqual(strays);
    expect(Object.values(parts).map(({ size }) => size)).toEqual([0, 0, 0]);
  });

  it('of a text encoder without its inner prefix get it', () => {
    const source = 'cond_stage_model.transformer.final_layer_norm.bias';
    const { text_encoder } = compvisNames([source]).parts;
    expect([...text_encoder]).toEqual([['text_model.final_layer_norm.bias', source]]);
  });
});

it("shows each part with diffusers' names, shapes and numbers", async () => {
  const path = await written(small);
  for (const part of weightParts) {
    const wanted = cases['two levels']![part];
    const file = await openSingleFile(path, part);
    expect([...file.names].sort()).toEqual(Object.keys(wanted).sort());
    for (const [name, [i, shape]] of Object.entries(wanted)) {
      expect([name, file.info(name).shape]).toEqual([name, shape]);
      expect((await file.readFloat32(name))[0]).toBe(i);
    }
    await file.close();
  }
});

describe('is refused', () => {
  const unet = 'model.diffusion_model.';
  const key = Object.keys(small).find((name) => name.endsWith('attn2.to_k.weight'))!;

  it.each<[string, Record<string, readonly number[]>, RegExp]>([
    ['SDXL', { 'conditioner.embedders.1.model.x': [1] }, /is of Stable Diffusion XL\. Only/],
    ['SD 2', { [key]: [8, 1024] }, /is of Stable Diffusion 2\.x \(texts of width 1024\)/],
    ['SD 2 by its encoder', { 'cond_stage_model.model.x': [1] }, /is of Stable Diffusion 2\.x/],
    ['SD 3', { [`${unet}joint_blocks.0.x`]: [1] }, /is of Stable Diffusion 3/],
    ['Flux', { 'double_blocks.0.img_attn.norm.key_norm.scale': [1] }, /is of FLUX/],
    ['inpainting', { [`${unet}input_blocks.0.0.weight`]: [8, 9, 3, 3] }, /inpainting \(9 input/],
    ['a LoRA', { lora_unet_x: [1] }, /is of an adapter \(LoRA\), no whole model/],
    ['a stray weight', { 'model.extra': [1] }, /does not have: model\.extra\./],
  ])('%s', async (title, more, message) => {
    const code = title === 'a stray weight' ? 'HUB_WEIGHTS' : 'HUB_OTHER_MODEL';
    const work = openSingleFile(await written({ ...small, ...more }), 'unet');
    await expect(work).rejects.toMatchObject({ code });
    await expect(work).rejects.toThrow(message);
  });

  it.each([
    ['without a VAE', 'first_stage_model.', /holds nothing of vae under/],
    ['without a text encoder', 'cond_stage_model.', /holds nothing of text_encoder under/],
  ])('%s', async (_, prefix, message) => {
    const rest = Object.entries(small).filter(([name]) => !name.startsWith(prefix));
    const work = openSingleFile(await written(Object.fromEntries(rest)), 'unet');
    await expect(work).rejects.toMatchObject({ code: 'HUB_WEIGHTS' });
    await expect(work).rejects.toThrow(message);
  });
});
