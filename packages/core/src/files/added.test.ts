import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSafetensors } from '../formats/index.ts';
import { describe, expect, it } from 'vitest';
import { seeded, slotOf } from '../kit.test.support.ts';
import { loadAdapter } from '../node/save-load.ts';
import { fileOfShapes } from '../shapes.test.support.ts';
import { float32In, furthest, newPaths, run } from './kit.test.support.ts';

const newPath = newPaths();

/** Made by tools/fixtures/added.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/added/${name}`, import.meta.url));
const [peft, lycoris, base] = ['peft', 'lycoris.safetensors', 'base.safetensors'].map(fixture) as [
  string,
  string,
  string,
];

/** How far an adapter, merged here, is from the weights that a program merged. */
async function off(adapter: string, program: string): Promise<number> {
  const out = newPath();
  await run('merge', adapter, '--base', base, '--out', out);
  const expected = fixture('expected.safetensors');
  return furthest(out, expected, { prefix: `${program}/`, fewest: 8 });
}

describe("PEFT's lora_bias", () => {
  it('is merged as PEFT merges it', async () => {
    expect(await off(peft, 'peft')).toBeLessThan(1e-6);
  });

  it.each(['lora', 'singlora'])('is written again, beside %s', async (form) => {
    const out = newPath('');
    await run('convert', peft, '--to', form, '--out', out);
    const settings = await readFile(join(out, 'adapter_config.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ lora_bias: true, init_lora_weights: true });
    const [found, given] = await Promise.all(
      [out, peft].map((path) => float32In(join(path, 'adapter_model.safetensors'))),
    );
    const name = 'base_model.model.mid_block.to_q.lora_B.bias';
    expect(found![name]?.shape).toEqual(given![name]?.shape);
    if (form === 'lora') expect(await off(out, 'peft')).toBeLessThan(1e-6);
  });

  it("goes on in kohya's form, as LyCORIS's differences of biases", async () => {
    const out = newPath();
    await run('convert', peft, '--to', 'kohya', '--component', 'unet', '--out', out);
    expect(await off(out, 'peft')).toBeLessThan(1e-6);
  });
});

describe("LyCORIS's differences", () => {
  it('are merged as LyCORIS merges them', async () => {
    expect(await off(lycoris, 'lycoris')).toBeLessThan(1e-6);
  });

  it("go on in kohya's form, and no other holds them", async () => {
    const out = newPath();
    const from = ['convert', lycoris, '--base', base];
    await run(...from, '--to', 'kohya', '--out', out);
    expect(await off(out, 'lycoris')).toBeLessThan(1e-6);
    for (const form of ['diffusers', 'lora', 'mlx'])
      await expect(run(...from, '--to', form, '--out', newPath(''))).rejects.toThrow(
        /mid_block\.\S+ has .*cannot express.*Merge the adapter instead/,
      );
  });

  it('are named where the base has other names', async () => {
    const other = newPath();
    const named = Object.entries(await float32In(base));
    await writeSafetensors(
      other,
      Object.fromEntries(named.map(([name, tensor]) => [`model.${name}`, tensor])),
    );
    const [notice = '', ...more] = await run('merge', peft, '--base', other, '--out', newPath());
    expect(more).toEqual([]);
    expect(notice).toMatch(/^The base has 6 of the adapter's tensors under other names/);
  });

  it("are read alone, and in ComfyUI's names", async () => {
    const own = Object.entries(await float32In(lycoris)).filter(([name]) => !name.includes('to_q'));
    const [alone, comfyui] = [newPath(), newPath()];
    await writeSafetensors(alone, Object.fromEntries(own));
    const diffs = own.filter(([name]) => /diff/.test(name));
    const spelled = diffs.map(
      ([name, tensor]) =>
        [name.replace('lora_unet_mid_block_', 'diffusion_model.mid_block.'), tensor] as const,
    );
    await writeSafetensors(comfyui, Object.fromEntries(spelled));
    const wanted = await float32In(fixture('expected.safetensors'));
    for (const path of [alone, comfyui]) {
      const out = newPath();
      await run('merge', path, '--base', base, '--out', out);
      const { data } = (await float32In(out))['mid_block.conv1.bias']!;
      const values = wanted['lycoris/mid_block.conv1.bias']!.data;
      for (const [i, value] of data.entries()) expect(value).toBeCloseTo(values[i]!, 6);
    }
  });

  it('of another shape, or of what the base lacks, are refused by name', async () => {
    for (const [name, message] of [
      ['unet.mid_block.to_q.diff_b', /mid_block\.to_q\.bias.*\[5\].*expected \[4\]/],
      ['unet.mid_block.to_k.diff_b', /lacks.*mid_block\.to_k\.bias/],
    ] as const) {
      const path = newPath();
      await writeFile(path, fileOfShapes({ [name]: [5] }));
      await expect(run('merge', path, '--base', base, '--out', newPath())).rejects.toThrow(message);
    }
  });
});

it('an adapter that adds to whole tensors is not loaded onto a model, or combined', async () => {
  const slots = [slotOf('mid_block.to_q', 6, 4, seeded(1))];
  await expect(loadAdapter(peft, slots)).rejects.toThrow(/\.bias.*singlora merge/);
  await expect(run('combine', `${peft}=1`, `${peft}=1`, '--out', newPath(''))).rejects.toThrow(
    /\.bias is added/,
  );
});
