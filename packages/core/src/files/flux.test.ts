import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeSafetensors } from '../formats/index.ts';
import { describe, expect, it } from 'vitest';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { seeded, slotOf } from '../kit.test.support.ts';
import { exportAdapter } from '../node/export.ts';
import { mergeIntoCheckpoint } from '../node/merge-file.ts';
import { fileOfShapes } from '../shapes.test.support.ts';
import { archiveAdapter } from './archive.ts';
import { diffusersFile, encodeAdapter } from './encode.ts';
import { float32In, furthest, newPaths, run } from './kit.test.support.ts';

const newPath = newPaths();

/** Made by tools/fixtures/flux.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/flux/${name}.safetensors`, import.meta.url));

/** How far a merged model, whose names begin with `start`, is from the expected one. */
const off = (merged: string, adapter: string, naming: string, start = ''): Promise<number> =>
  furthest(merged, fixture('expected'), {
    prefix: `${adapter}/${naming}/`,
    rename: (name) => `${start}${name}`,
    fewest: 21,
  });

const adapters = ['kohya', 'xlabs', 'trained'];
const namings = ['original', 'diffusers'];
const pairs = adapters.flatMap((adapter) => namings.map((naming) => [adapter, naming] as const));
const from = (adapter: string, naming: string) => [fixture(adapter), '--base', fixture(naming)];

describe('a LoRA of Flux', () => {
  it.each(pairs)('in the form of %s merges into the names of %s', async (adapter, naming) => {
    const out = newPath();
    const notices = await run('merge', ...from(adapter, naming), '--out', out);
    const isNamedSo = (adapter === 'kohya') === (naming === 'original');
    expect(notices).toEqual(isNamedSo ? [] : [expect.stringMatching(/under other names.*→/)]);
    expect(await off(out, adapter, naming)).toBeLessThan(1e-6);
  });

  it.each(adapters.flatMap((adapter) => ['kohya', 'diffusers'].map((form) => [adapter, form])))(
    'in the form of %s goes on in that of %s, without its base',
    async (adapter, form) => {
      const [converted, again] = [newPath(), newPath()];
      expect(await run('convert', fixture(adapter!), '--to', form!, '--out', converted)).toEqual(
        [],
      );
      const start = form === 'kohya' ? /^lora_unet_\w+\./ : /^transformer\./;
      const names = Object.keys(await float32In(converted));
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
          expect(await off(out, adapter!, naming)).toBeLessThan(1e-6);
        }
    },
  );

  it('keeps its rank where it is split and joined again', async () => {
    const [split, joined] = [newPath(), newPath()];
    await run('convert', fixture('kohya'), '--to', 'diffusers', '--out', split);
    await run('convert', split, '--to', 'kohya', '--out', joined);
    const found = await float32In(joined);
    expect(found['lora_unet_single_blocks_0_linear1.lora_down.weight']?.shape).toEqual([2, 4]);
    expect(Object.keys(found).sort()).toEqual(
      Object.keys(await float32In(fixture('kohya'))).sort(),
    );
  });

  it('merges into a checkpoint of several parts, whose names begin with the part', async () => {
    const [base, out] = [newPath(), newPath()];
    const prefix = 'model.diffusion_model.';
    const named = Object.entries(await float32In(fixture('original')));
    await writeSafetensors(base, Object.fromEntries(named.map(([name, t]) => [prefix + name, t])));
    await run('merge', fixture('trained'), '--base', base, '--out', out);
    expect(await off(out, 'trained', 'original', prefix)).toBeLessThan(1e-6);
  });

  it.each(['dora', 'singlora', 'signed-singlora'])(
    'by %s, with ranks of their own, computes the same by either names',
    async (method) => {
      const layers = Object.entries(await float32In(fixture('original'))).filter(
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
          return float32In(out);
        }),
      );
      const expected = newPath();
      await mergeIntoCheckpoint(archive, fixture('original'), expected);
      for (const [name, { data }] of Object.entries(await float32In(expected)))
        for (const way of ways) {
          const found = way[name]!.data;
          const offs = [...data].map((value, i) => Math.abs(value - found[i]!));
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

  it("of rows that are not of whole parts, or with a layer beside its parts, is saved without diffusers' file", async () => {
    const qkv = 'double_blocks.0.img_attn.qkv';
    for (const [rows, others] of [
      [10, []],
      [12, ['transformer_blocks.0.attn.to_q']],
    ] as const) {
      const slots = [
        slotOf(qkv, 4, rows, seeded(1)),
        ...others.map((name) => slotOf(name, 4, 4, seeded(2))),
      ];
      const adapter = adapterOn(slots, { method: 'lora', r: 2 }, 1);
      const archive = archiveAdapter(adapter, adapter.parameters, 1);
      const saved = await encodeAdapter({ ...archive, component: 'transformer' });
      expect(Object.keys(saved)).not.toContain(diffusersFile);
      expect(new TextDecoder().decode(saved['README.md'])).toMatch(/diffusers cannot load it/);
      await expect(exportAdapter(newPath(), archive, 'diffusers', 'transformer')).rejects.toThrow(
        /img_attn\.qkv has .* parts.*cannot express/,
      );
    }
  });

  it("of Flux.2 is not written by diffusers' names, which differ there", async () => {
    const names = ['single_blocks.0.linear1', 'double_blocks.0.img_mlp.0'];
    const slots = names.map((name, i) => slotOf(name, 4, i === 0 ? 36 : 24, seeded(i)));
    for (const own of [slots, slots.slice(1)]) {
      const adapter = adapterOn(own, { method: 'lora', r: 2 }, 1);
      const archive = archiveAdapter(adapter, adapter.parameters, 1);
      await expect(exportAdapter(newPath(), archive, 'diffusers', 'transformer')).rejects.toThrow(
        /_blocks\.0\.\S+ has a name of Flux\.2's original code, which diffusers cannot express/,
      );
      await exportAdapter(newPath(), archive, 'kohya', 'unet');
    }
  });

  it('of another width is refused, and so are rows that are not of whole parts', async () => {
    const wide = async (name: string, [out, inn]: [number, number]) => {
      const path = newPath();
      const ends = name.includes('processor') ? ['.down', '.up'] : ['.lora_down', '.lora_up'];
      const shapes = {
        [`${name}${ends[0]}.weight`]: [2, inn],
        [`${name}${ends[1]}.weight`]: [out, 2],
      };
      await writeFile(path, fileOfShapes(shapes));
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
