import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileOfShapes } from '../../shapes.test.support.ts';
import { furthest, newPaths, run } from '../kit.test.support.ts';

const newFile = newPaths();
const newFolder = () => newFile('');

/** Made by tools/fixtures/mlx.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/mlx/${name}`, import.meta.url));

/** How far an adapter, merged here, is from the weights that mlx-lm fused. */
async function off(adapter: string, name: string): Promise<number> {
  const out = newFile();
  await run('merge', adapter, '--base', fixture('base.safetensors'), '--out', out);
  return furthest(out, fixture('expected.safetensors'), { prefix: `${name}/` });
}

describe.each(['lora', 'dora'])("mlx-lm's folder of a %s", (name) => {
  it('is merged as mlx-lm fuses it', async () => {
    expect(await off(fixture(name), name)).toBeLessThan(1e-6);
    expect(await off(fixture(`${name}/adapters.safetensors`), name)).toBeLessThan(1e-6);
  });

  it("goes into PEFT's form and comes back", async () => {
    const [peft, mlx] = [newFolder(), newFolder()];
    await run('convert', fixture(name), '--to', 'lora', '--out', peft);
    expect(await off(peft, name)).toBeLessThan(1e-6);
    await run('convert', peft, '--to', 'mlx', '--out', mlx);
    expect(await off(mlx, name)).toBeLessThan(1e-6);
    for (const [from, to, out] of [
      [peft, 'lora', mlx],
      [mlx, 'mlx', peft],
    ] as const)
      await expect(run('convert', from, '--to', to, '--out', out)).rejects.toThrow(/there already/);
    await expect(run('convert', mlx, '--to', 'mlx', '--out', mlx)).rejects.toThrow(/being read/);
  });
});

it("writes lower ranks and other scales as mlx-lm's one", async () => {
  const [peft, mlx] = [newFolder(), newFolder()];
  await run('convert', fixture('lora'), '--to', 'lora', '--out', peft);
  const path = join(peft, 'adapter_config.json');
  const settings = JSON.parse(await readFile(path, 'utf8')) as { lora_alpha: number };
  const other = { alpha_pattern: { down_proj: 7 }, lora_alpha: settings.lora_alpha };
  await writeFile(path, JSON.stringify({ ...settings, ...other }));
  await run('convert', peft, '--to', 'mlx', '--out', mlx);
  const [one, two] = [newFile(), newFile()];
  const base = ['--base', fixture('base.safetensors'), '--out'];
  await run('merge', peft, ...base, one);
  await run('merge', mlx, ...base, two);
  expect(await furthest(two, one)).toBeLessThan(1e-6);
});

describe("mlx-lm's files that cannot be read", () => {
  it.each([
    ['full', {}, /fine_tune_type "full".*mlx_lm\.fuse/],
    ['lora', { 'm.experts.lora_a': [2, 3, 4], 'm.experts.lora_b': [2, 4, 3] }, /mixture.*fuse/],
    ['dora', { 'm.wte.m': [4], 'm.wte.lora_a': [4, 2], 'm.wte.lora_b': [2, 3] }, /embedding.*fuse/],
  ])('are refused with what to do: %s', async (fine_tune_type, shapes, message) => {
    const path = newFolder();
    await mkdir(path);
    const tensors = { 'm.q.lora_a': [4, 2], 'm.q.lora_b': [2, 5], ...shapes };
    await writeFile(join(path, 'adapters.safetensors'), fileOfShapes(tensors));
    const settings = { fine_tune_type, lora_parameters: { rank: 2, scale: 1 } };
    await writeFile(join(path, 'adapter_config.json'), JSON.stringify(settings));
    await expect(run('inspect', path)).rejects.toThrow(message);
  });

  it('ask for the settings that say the scale', async () => {
    const path = newFolder();
    await mkdir(path);
    await copyFile(fixture('lora/adapters.safetensors'), join(path, 'adapters.safetensors'));
    await expect(run('inspect', path)).rejects.toThrow(/adapter_config\.json that mlx-lm saved/);
  });
});
