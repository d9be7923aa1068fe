import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '@singlora/files/temporary';
import { openSafetensors } from '@singlora/formats';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli.ts';
import { fileOfShapes } from '../../shapes.test.support.ts';

const folder = folderForAllTests();

/** Made by tools/fixtures/mlx.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/mlx/${name}`, import.meta.url));
let count = 0;
const newPath = (ending = '') => join(folder, `${count++}${ending}`);
const run = (...line: string[]) =>
  program(() => undefined)
    .exitOverride()
    .parseAsync(line, { from: 'user' });

async function furthest(adapter: string, name: string): Promise<number> {
  const out = newPath('.safetensors');
  await run('merge', adapter, '--base', fixture('base.safetensors'), '--out', out);
  const [found, wanted] = await Promise.all(
    [out, fixture('expected.safetensors')].map((path) => openSafetensors(path)),
  );
  let most = 0;
  for (const own of found!.names) {
    const values = await wanted!.readFloat32(`${name}/${own}`);
    for (const [i, value] of (await found!.readFloat32(own)).entries())
      most = Math.max(most, Math.abs(value - values[i]!));
  }
  await Promise.all([found!.close(), wanted!.close()]);
  return most;
}

describe.each(['lora', 'dora'])("mlx-lm's folder of a %s", (name) => {
  it('is merged as mlx-lm fuses it', async () => {
    expect(await furthest(fixture(name), name)).toBeLessThan(1e-6);
    expect(await furthest(fixture(`${name}/adapters.safetensors`), name)).toBeLessThan(1e-6);
  });

  it("goes into PEFT's form and comes back", async () => {
    const [peft, mlx] = [newPath(), newPath()];
    await run('convert', fixture(name), '--to', 'lora', '--out', peft);
    expect(await furthest(peft, name)).toBeLessThan(1e-6);
    await run('convert', peft, '--to', 'mlx', '--out', mlx);
    expect(await furthest(mlx, name)).toBeLessThan(1e-6);
    for (const [from, to, out] of [
      [peft, 'lora', mlx],
      [mlx, 'mlx', peft],
    ] as const)
      await expect(run('convert', from, '--to', to, '--out', out)).rejects.toThrow(/there already/);
    await expect(run('convert', mlx, '--to', 'mlx', '--out', mlx)).rejects.toThrow(/being read/);
  });
});

it("writes lower ranks and other scales as mlx-lm's one", async () => {
  const [peft, mlx] = [newPath(), newPath()];
  await run('convert', fixture('lora'), '--to', 'lora', '--out', peft);
  const path = join(peft, 'adapter_config.json');
  const settings = JSON.parse(await readFile(path, 'utf8')) as { lora_alpha: number };
  const other = { alpha_pattern: { down_proj: 7 }, lora_alpha: settings.lora_alpha };
  await writeFile(path, JSON.stringify({ ...settings, ...other }));
  await run('convert', peft, '--to', 'mlx', '--out', mlx);
  const [one, two] = [newPath('.safetensors'), newPath('.safetensors')];
  const base = ['--base', fixture('base.safetensors'), '--out'];
  await run('merge', peft, ...base, one);
  await run('merge', mlx, ...base, two);
  const [a, b] = await Promise.all([one, two].map((each) => openSafetensors(each)));
  for (const own of a!.names) {
    const [x, y] = [await a!.readFloat32(own), await b!.readFloat32(own)];
    expect(Math.max(...x.map((value, i) => Math.abs(value - y[i]!)))).toBeLessThan(1e-6);
  }
  await Promise.all([a!.close(), b!.close()]);
});

describe("mlx-lm's files that cannot be read", () => {
  it.each([
    ['full', {}, /fine_tune_type "full".*mlx_lm\.fuse/],
    ['lora', { 'm.experts.lora_a': [2, 3, 4], 'm.experts.lora_b': [2, 4, 3] }, /mixture.*fuse/],
    ['dora', { 'm.wte.m': [4], 'm.wte.lora_a': [4, 2], 'm.wte.lora_b': [2, 3] }, /embedding.*fuse/],
  ])('are refused with what to do: %s', async (fine_tune_type, shapes, message) => {
    const path = newPath();
    await mkdir(path);
    const tensors = { 'm.q.lora_a': [4, 2], 'm.q.lora_b': [2, 5], ...shapes };
    await writeFile(join(path, 'adapters.safetensors'), fileOfShapes(tensors));
    const settings = { fine_tune_type, lora_parameters: { rank: 2, scale: 1 } };
    await writeFile(join(path, 'adapter_config.json'), JSON.stringify(settings));
    await expect(run('inspect', path)).rejects.toThrow(message);
  });

  it('ask for the settings that say the scale', async () => {
    const path = newPath();
    await mkdir(path);
    await copyFile(fixture('lora/adapters.safetensors'), join(path, 'adapters.safetensors'));
    await expect(run('inspect', path)).rejects.toThrow(/adapter_config\.json that mlx-lm saved/);
  });
});
