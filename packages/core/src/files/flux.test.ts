import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '@singlora/files/temporary';
import { openSafetensors, writeSafetensors, type TensorData } from '@singlora/formats';
import { describe, expect, it } from 'vitest';
import { program } from '../cli.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { seeded, slotOf } from '../kit.test.support.ts';
import { exportAdapter } from '../node/export.ts';
import { mergeIntoCheckpoint } from '../node/merge-file.ts';
import { archiveAdapter } from './archive.ts';

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

  it.each(['dora', 'singlora', 'signed-singlora'])(
    'by %s, with ranks of their own, computes the same by either names',
    async (method) => {
      const layers = Object.entries(await tensorsOf(fixture('original'))).filter(
        ([name, { shape }]) => shape.length === 2 && /lin|qkv|adaLN|img_in/.test(name),
      );
      const slots = layers.map(([name, { shape }], i) => {
        const [out = 0, inn = 0] = shape;
        return slotOf(name.replace('.weight', ''), inn, out, seeded(i));
      });
      const adapter = adapterOn(slots, { method, r: 2, rank_pattern: { linear1: 4 } }, 3);
      const archive = archiveAdapter(adapter, trainedALittle(adapter, 3), 0.5);
      const ways = await Promise.all(
        (['kohya', 'diffusers'] as const).map(async (form) => {
          const [path, again, out] = [newPath(), newPath(), newPath()];
          await exportAdapter(path, archive, form);
          const back = form === 'kohya' ? 'diffusers' : 'kohya';
          await run('convert', path, '--to', back, '--out', again);
          await run('merge', again, '--base', fixture('original'), '--out', out);
          return tensorsOf(out);
        }),
      );
      const expected = newPath();
      await mergeIntoCheckpoint(archive, fixture('original'), expected);
      for (const [name, { data }] of Object.entries(await tensorsOf(expected)))
        for (const way of ways) {
          const found = way[name]!.data as Float32Array;
          const offs = [...(data as Float32Array)].map((value, i) => Math.abs(value - found[i]!));
          expect(Math.max(...offs), name).toBeLessThan(1e-5);
        }
    },
  );

  it('of DoRA is not joined where a part has no magnitude', async () => {
    const names = ['to_q', 'to_k'].map((part) => `single_transformer_blocks.0.attn.${part}`);
    const slots = names.map((name) => slotOf(name, 4, 4, seeded(1)));
    const adapter = adapterOn(slots, { method: 'dora', r: 2 }, 1);
    const archive = archiveAdapter(adapter, adapter.parameters, 1);
    await expect(exportAdapter(newPath(), archive, 'kohya')).rejects.toThrow(
      /linear1 has no magnitude for \S+to_v.*Merge the adapter instead/,
    );
  });

  it('of another width is refused, and so are rows that are not of whole parts', async () => {
    const wide = async (name: string, [out, inn]: [number, number]) => {
      const path = newPath();
      const part = (shape: number[]): TensorData => ({
        dtype: 'F32',
        shape,
        data: new Float32Array(shape[0]! * shape[1]!),
      });
      const ends = name.includes('processor') ? ['.down', '.up'] : ['.lora_down', '.lora_up'];
      const factors = { [`${name}${ends[0]}.weight`]: part([2, inn]) };
      await writeSafetensors(path, { ...factors, [`${name}${ends[1]}.weight`]: part([out, 2]) });
      return path;
    };
    const fused = 'lora_unet_double_blocks_0_img_attn_qkv';
    for (const [name, shape, naming] of [
      [fused, [6, 4], 'diffusers'],
      [fused, [24, 8], 'diffusers'],
      [fused, [10, 4], 'diffusers'],
      ['lora_unet_final_layer_adaLN_modulation_1', [4, 4], 'diffusers'],
      ['transformer.single_transformer_blocks.0.attn.to_k', [2, 4], 'original'],
      ['transformer.single_transformer_blocks.0.proj_mlp', [8, 4], 'original'],
    ] as [string, [number, number], string][]) {
      const merge = ['--base', fixture(naming), '--out', newPath()];
      await expect(run('merge', await wide(name, shape), ...merge)).rejects.toThrow(
        /has shape .* in the base model, but the adapter/,
      );
    }
    const out = ['--to', 'diffusers', '--out', newPath()];
    await expect(run('convert', await wide(fused, [10, 4]), ...out)).rejects.toThrow(
      /img_attn\.qkv has 10 rows for 3 parts/,
    );
    const xlabs = await wide('single_blocks.0.processor.qkv_lora', [10, 4]);
    await expect(run('inspect', xlabs)).rejects.toThrow(/10 rows, which are not those of q, k/);
  });
});
