import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '@singlora/files/temporary';
import { openSafetensors, writeSafetensors, type TensorData } from '@singlora/formats';
import { describe, expect, it } from 'vitest';
import { program } from '../cli.ts';

const folder = folderForAllTests();

/** Made by tools/fixtures/flux.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/flux/${name}.safetensors`, import.meta.url));
let count = 0;
const newPath = () => join(folder, `${count++}.safetensors`);

async function run(...line: string[]): Promise<string[]> {
  const notices: string[] = [];
  const root = program(
    () => undefined,
    (notice) => notices.push(notice),
  );
  await root.exitOverride().parseAsync(line, { from: 'user' });
  return notices;
}

async function tensorsOf(path: string): Promise<Record<string, TensorData>> {
  const file = await openSafetensors(path);
  const tensors: Record<string, TensorData> = {};
  for (const name of file.names) {
    const { dtype, shape } = file.info(name);
    tensors[name] = { dtype, shape, data: await file.readFloat32(name) };
  }
  await file.close();
  return tensors;
}

/** How far a merged model is from the expected one. */
async function furthest(merged: string, adapter: string, naming: string): Promise<number> {
  const [found, all] = [await tensorsOf(merged), await tensorsOf(fixture('expected'))];
  const start = `${adapter}/${naming}/`;
  const wanted = Object.entries(all).filter(([name]) => name.startsWith(start));
  expect(wanted.length).toBeGreaterThan(20);
  const offs = wanted.flatMap(([name, { data }]) => {
    const own = found[name.slice(start.length)]?.data as Float32Array;
    return [...(data as Float32Array)].map((value, i) => Math.abs(value - own[i]!));
  });
  return Math.max(...offs);
}

const adapters = ['kohya', 'xlabs', 'trained'];
const namings = ['original', 'diffusers'];
const pairs = adapters.flatMap((adapter) => namings.map((naming) => [adapter, naming] as const));
const from = (adapter: string, naming: string) => [fixture(adapter), '--base', fixture(naming)];

describe('a LoRA of Flux', () => {
  it.each(pairs)('in the form of %s merges into the names of %s', async (adapter, naming) => {
    const out = newPath();
    await run('merge', ...from(adapter, naming), '--out', out);
    expect(await furthest(out, adapter, naming)).toBeLessThan(1e-6);
  });

  it.each(adapters.flatMap((adapter) => ['kohya', 'diffusers'].map((form) => [adapter, form])))(
    'in the form of %s goes on in that of %s, without its base',
    async (adapter, form) => {
      const [converted, again] = [newPath(), newPath()];
      expect(await run('convert', fixture(adapter!), '--to', form!, '--out', converted)).toEqual(
        [],
      );
      const start = form === 'kohya' ? /^lora_unet_\w+\./ : /^transformer\./;
      const names = Object.keys(await tensorsOf(converted));
      expect(names.filter((name) => !start.test(name))).toEqual([]);
      expect(
        names.filter((name) => /_blocks/.test(name) && /transformer_/.test(name)).length > 0,
      ).toBe(form === 'diffusers');
      await run(
        'convert',
        converted,
        '--to',
        form === 'kohya' ? 'diffusers' : 'kohya',
        '--out',
        again,
      );
      for (const naming of namings)
        for (const path of [converted, again]) {
          const out = newPath();
          await run('merge', path, '--base', fixture(naming), '--out', out);
          expect(await furthest(out, adapter!, naming)).toBeLessThan(1e-6);
        }
    },
  );

  it('keeps its rank where it is split and joined again', async () => {
    const [split, joined] = [newPath(), newPath()];
    await run('convert', fixture('kohya'), '--to', 'diffusers', '--out', split);
    await run('convert', split, '--to', 'kohya', '--out', joined);
    const found = await tensorsOf(joined);
    expect(found['lora_unet_single_blocks_0_linear1.lora_down.weight']?.shape).toEqual([2, 4]);
    expect(Object.keys(found).sort()).toEqual(
      Object.keys(await tensorsOf(fixture('kohya'))).sort(),
    );
  });

  it('merges into a checkpoint of several parts, whose names begin with the part', async () => {
    const [base, out] = [newPath(), newPath()];
    const prefix = 'model.diffusion_model.';
    const named = Object.entries(await tensorsOf(fixture('original')));
    await writeSafetensors(base, Object.fromEntries(named.map(([name, t]) => [prefix + name, t])));
    await run('merge', fixture('trained'), '--base', base, '--out', out);
    const merged = Object.entries(await tensorsOf(out));
    const bare = newPath();
    await writeSafetensors(
      bare,
      Object.fromEntries(merged.map(([name, t]) => [name.replace(prefix, ''), t])),
    );
    expect(await furthest(bare, 'trained', 'original')).toBeLessThan(1e-6);
  });
});
