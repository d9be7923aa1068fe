import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compvisUnetLayer } from '../formats/bytes.ts';
import { openSafetensors, writeSafetensors } from '../formats/index.ts';
import { describe, expect, it } from 'vitest';
import { fileOfShapes } from '../shapes.test.support.ts';
import { float32In, furthest, newPaths, run } from './kit.test.support.ts';

const newPath = newPaths();
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/${name}.safetensors`, import.meta.url));

/** A copy of a base with other names. */
async function renamed(base: string, rename: (name: string) => string): Promise<string> {
  const tensors = Object.entries(await float32In(base));
  const path = newPath();
  await writeSafetensors(
    path,
    Object.fromEntries(tensors.map(([name, tensor]) => [rename(name), tensor])),
  );
  return path;
}

/** Made by tools/fixtures/comfyui.py. */
describe("files in ComfyUI's names", () => {
  const comfyui = (name: string) => fixture(`comfyui/${name}`);
  const inDiffusers = (name: string) => {
    const layer = name.replace('model.diffusion_model.', '').replace(/\.weight$/, '');
    return `${compvisUnetLayer(layer) ?? layer}.weight`;
  };
  const prefixed = (prefix: string) => (name: string) => `${prefix}${name}`;

  it.each([
    ['extracted-flux', 'flux', ['', 'diffusion_model.', 'model.diffusion_model.']],
    ['kohya-flux', 'flux', ['', 'diffusion_model.', 'model.diffusion_model.']],
    ['ai-toolkit-wan', 'wan', ['', 'diffusion_model.', 'model.diffusion_model.']],
  ])('are merged as ComfyUI merges them, with any prefix: %s', async (name, base, prefixes) => {
    for (const prefix of prefixes) {
      const rename = prefixed(prefix);
      const out = newPath();
      const model = await renamed(comfyui(base), rename);
      await run('merge', comfyui(name), '--base', model, '--out', out);
      const off = await furthest(out, comfyui('expected'), { prefix: `${name}/`, rename });
      expect(off).toBeLessThan(1e-6);
    }
  });

  it.each(['extracted-unet', 'trained-unet'])(
    'are merged into a whole checkpoint a part at a time, and into the U-Net in the names of diffusers: %s',
    async (name) => {
      const [once, twice] = [newPath(), newPath()];
      const base = comfyui('unet');
      await run('merge', comfyui(name), '--base', base, '--component', 'unet', '--out', once);
      await run(
        'merge',
        comfyui(name),
        '--base',
        once,
        '--component',
        'text_encoder',
        '--out',
        twice,
      );
      const prefix = `${name}/`;
      expect(await furthest(twice, comfyui('expected'), { prefix })).toBeLessThan(1e-6);

      const unet = await renamed(base, inDiffusers);
      const out = newPath();
      await run('merge', comfyui(name), '--base', unet, '--component', 'unet', '--out', out);
      const own = { prefix: `${prefix}model.diffusion_model.`, rename: inDiffusers };
      expect(await furthest(out, comfyui('expected'), own)).toBeLessThan(1e-6);
    },
  );

  it('of a transformer are of no U-Net', async () => {
    const wan = ['merge', comfyui('ai-toolkit-wan'), '--base', comfyui('wan'), '--out', newPath()];
    await expect(run(...wan, '--component', 'unet')).rejects.toThrow(
      /holds nothing of unet, but of transformer/,
    );
  });

  it.each([
    ['extracted-flux', 'flux'],
    ['ai-toolkit-wan', 'wan'],
  ])('of a transformer go on under the prefix that ComfyUI reads: %s', async (name, base) => {
    const [converted, out] = [newPath(), newPath()];
    await run('convert', comfyui(name), '--to', 'kohya', '--out', converted);
    const file = await openSafetensors(converted);
    await file.close();
    expect(file.names.filter((one) => !one.startsWith('lora_unet_'))).toEqual([]);
    await run('merge', converted, '--base', comfyui(base), '--out', out);
    expect(await furthest(out, comfyui('expected'), { prefix: `${name}/` })).toBeLessThan(1e-6);
  });

  it('of a transformer are told of, whose layers diffusers does not find', async () => {
    const from = [comfyui('ai-toolkit-wan'), '--base', comfyui('wan')];
    const notices = await run('convert', ...from, '--to', 'diffusers', '--out', newPath());
    expect(notices).toContainEqual(expect.stringMatching(/^diffusers has other names/));
  });

  it('take an alpha below 0 where the file has none', async () => {
    const [down, up] = [newPath(), newPath()];
    const wan = ['merge', comfyui('ai-toolkit-wan'), '--alpha'];
    await run(...wan, '-2', '--base', comfyui('wan'), '--out', down);
    await run(...wan, '2', '--base', down, '--out', up);
    expect(await furthest(up, comfyui('wan'))).toBeLessThan(1e-6);
    expect(await furthest(down, comfyui('wan'))).toBeGreaterThan(0.1);
  });

  it.each(['diffusers', 'kohya'])('go on in the form of %s', async (form) => {
    const [converted, out] = [newPath(), newPath()];
    const unet = ['--component', 'unet'];
    await run('convert', comfyui('trained-unet'), '--to', form, ...unet, '--out', converted);
    await run('merge', converted, '--base', comfyui('unet'), ...unet, '--out', out);
    const prefix = 'trained-unet/model.diffusion_model.';
    const rename = prefixed('model.diffusion_model.');
    expect(await furthest(out, comfyui('expected'), { prefix, rename })).toBeLessThan(1e-6);
  });
});

describe('what is no LoRA of two factors', () => {
  const factors = { 'lora_down.weight': [2, 6], 'lora_up.weight': [6, 2] };
  it.each([
    ['hada_w1_a', /LoHa, LoKr.*merge it in a program that reads it/i],
    ['lokr_w2', /LoHa, LoKr/],
    ['oft_blocks', /LoHa, LoKr, OFT/],
    ['a1.weight', /GLoRA/],
    ['on_input', /IA³/],
    ['lambda_layer', /T-LoRA/],
    ['set_weight', /replace whole weights.*ComfyUI/],
    ['lora_mid.weight', /Tucker.*train without use_tucker/],
  ])('is refused with what to do: %s', async (ending, advice) => {
    for (const layer of ['lora_unet_mid_block_proj_in', 'diffusion_model.middle_block.1.proj_in']) {
      const shapes = Object.entries({ ...factors, [ending]: [2, 6] });
      const path = newPath();
      await writeFile(
        path,
        fileOfShapes(Object.fromEntries(shapes.map(([key, shape]) => [`${layer}.${key}`, shape]))),
      );
      await expect(run('inspect', path)).rejects.toThrow(advice);
      await expect(run('inspect', path)).rejects.toThrow(`${layer}.${ending}`);
    }
  });
});

/** Made by tools/fixtures/lycoris_dora.py. */
describe("LyCORIS's DoRA", () => {
  const lycoris = (name: string) => fixture(`lycoris/${name}`);

  it.each(['kohya', 'diffusers', 'lora'])(
    'is merged as LyCORIS and PEFT merge it, as it is and in the form of %s',
    async (form) => {
      const base = ['--base', lycoris('base')];
      const [out, converted, again] = [newPath(), newPath(`-${form}`), newPath()];
      await run('merge', lycoris('rows'), ...base, '--out', out);
      expect(await furthest(out, lycoris('expected'))).toBeLessThan(1e-6);
      await run('convert', lycoris('rows'), '--to', form, ...base, '--out', converted);
      await run('merge', converted, ...base, '--out', again);
      expect(await furthest(again, lycoris('expected'))).toBeLessThan(1e-6);
    },
  );

  it('is written in its shapes', async () => {
    const path = newPath();
    const notices = await run('convert', lycoris('rows'), '--to', 'kohya', '--out', path);
    const [ours, theirs] = [await openSafetensors(path), await openSafetensors(lycoris('rows'))];
    expect(notices).toEqual([expect.stringMatching(/LyCORIS.*ComfyUI.*diffusers leaves it out/)]);
    for (const name of theirs.names) expect(ours.info(name).shape).toEqual(theirs.info(name).shape);
    expect([...ours.names].sort()).toEqual([...theirs.names].sort());
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('of the input axis is refused, with what to do', async () => {
    await expect(run('inspect', lycoris('columns'))).rejects.toThrow(
      /scales the columns of weights.*dora_scale.*wd_on_output=True/,
    );
  });
});
