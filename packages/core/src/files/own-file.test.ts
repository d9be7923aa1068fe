import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { openSafetensors, toFloat32, writeSafetensors } from '../formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { program } from '../cli.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import { exportAdapter } from '../node/export.ts';
import { readAdapter } from '../node/read.ts';
import { loadAdapter, saveAdapter } from '../node/save-load.ts';
import type { Slot } from '../slot.ts';
import { archiveAdapter } from './archive.ts';
import { diffusersFile } from './encode.ts';
import { ownFile } from './own-file.ts';
import type { F32 } from './safetensors.ts';

let slots: Slot[];
beforeAll(async () => {
  await startTensorFlow();
  slots = [
    slotOf('net.query', 5, 5),
    slotOf('net.up', 4, 7, seeded(2)),
    slotOf('net.c_fc', 7, 4, seeded(3), 'conv1d'),
    slotOf('net.conv', 12, 5, seeded(4), 'convolution'),
  ];
});
const folder = folderForEachTest();

const common = { r: 2, lora_alpha: 3, rank_pattern: { up: 3 } };
const make = (settings: object, seed = 3) => {
  const adapter = adapterOn(slots, { ...common, ...settings }, seed);
  return { adapter, parameters: trainedALittle(adapter, seed) };
};

describe('a saved adapter', () => {
  it('has for PEFT the factor itself and its first rows, and the ramp in alpha', async () => {
    const { adapter, parameters } = make({ method: 'singlora' });
    await saveAdapter(folder, adapter, { parameters, u: 0.3 });
    const file = await openSafetensors(join(folder, 'adapter_model.safetensors'));
    const read = async (name: string) => toFloat32(await file.read(`base_model.model.${name}`));
    const a = parameters['net.up.A'] as tf.Tensor2D;
    expect(await read('net.up.lora_B.weight')).toEqual(await a.data());
    const rows = tf.transpose(tf.slice(a, 0, 4));
    expect(await read('net.up.lora_A.weight')).toEqual(await rows.data());
    await file.close();
    const config = JSON.parse(
      await readFile(join(folder, 'adapter_config.json'), 'utf8'),
    ) as object;
    expect(config).toMatchObject({ lora_alpha: 0.3 * 3, r: 2, rank_pattern: { up: 3 } });
    const ofPeft =
      /^(peft_type|base_model_name_or_path|inference_mode|task_type|fan_in_fan_out|bias|r|lora_alpha|use_rslora|lora_dropout|target_modules|rank_pattern|alpha_pattern|init_lora_weights|use_dora)$/;
    for (const key of Object.keys(config)) expect(key).toMatch(ofPeft);
    // diffusers reads the settings here.
    const said = JSON.parse(file.metadata['lora_adapter_metadata']!) as Record<string, unknown>;
    for (const [key, value] of Object.entries(config))
      expect(said[`base_model.model.${key}`]).toEqual(value);
  });

  it.each([
    [3, 10],
    [7, 10],
    [11, 100],
  ])('has at twice the rank of %s twice the alpha of %s, to the last digit', async (r, alpha) => {
    const start = { init: { dist: 'principal' }, ramp: 'none' };
    const settings = { method: 'singlora', r, lora_alpha: alpha, ...start };
    await saveAdapter(folder, adapterOn([slotOf('net.query', 12, 12)], settings));
    const text = await readFile(join(folder, 'adapter_config.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ r: 2 * r, lora_alpha: 2 * alpha });
  });

  it('is read with settings of PEFT that say nothing of what it computes', async () => {
    await saveAdapter(folder, make({ method: 'lora' }).adapter);
    const path = join(folder, 'adapter_config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as object;
    const more = { runtime_config: { ephemeral_gpu_offload: true }, velora_config: { scale: 2 } };
    await writeFile(path, JSON.stringify({ ...config, ...more }));
    expect((await readAdapter(folder)).config.method).toBe('lora');
  });

  it('tells PEFT of dropout, and diffusers of none, which would use it when it draws', async () => {
    const { adapter, parameters } = make({ method: 'lora', lora_dropout: 0.3 });
    await saveAdapter(folder, adapter, { parameters, u: 1 });
    const text = await readFile(join(folder, 'adapter_config.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ lora_dropout: 0.3 });
    const file = await openSafetensors(join(folder, 'adapter_model.safetensors'));
    await file.close();
    expect(JSON.parse(file.metadata['lora_adapter_metadata']!)).toMatchObject({
      'base_model.model.lora_dropout': 0,
    });
    expect((await readAdapter(folder)).config.lora_dropout).toBe(0.3);
  });

  it('leaves no file of its own where PEFT knows the method, nor one that was there', async () => {
    await saveAdapter(folder, make({ method: 'singlora' }).adapter);
    expect(await readdir(folder)).toContain(ownFile);
    await saveAdapter(folder, make({ method: 'lora' }).adapter);
    expect(await readdir(folder)).not.toContain(ownFile);
    expect((await readAdapter(folder)).config.method).toBe('lora');
  });

  it('has a file for diffusers where its part of a pipeline is given and diffusers can hold it', async () => {
    const { adapter } = make({ method: 'singlora' });
    const card = async () => readFile(join(folder, 'README.md'), 'utf8');
    await saveAdapter(folder, adapter, { component: 'unet' });
    expect(await readdir(folder)).toContain(diffusersFile);
    expect(await card()).toMatch(/load_lora_weights/);
    // Without the part, the file of the adapter before would be loaded.
    await saveAdapter(folder, adapter);
    expect(await readdir(folder)).not.toContain(diffusersFile);
    const headed = make({ method: 'singlora', target_modules: ['up'], modules_to_save: ['c_fc'] });
    await saveAdapter(folder, headed.adapter, { component: 'unet' });
    expect(await readdir(folder)).not.toContain(diffusersFile);
    expect(await card()).toMatch(/diffusers cannot load it/);
    const wrong = saveAdapter(folder, adapter, { component: 'u-net' });
    await expect(wrong).rejects.toThrow(/"u-net" is not a pipeline component/);
  });

  it('says nothing of other files in its folder', async () => {
    const { adapter } = make({ method: 'singlora' });
    await saveAdapter(folder, adapter);
    const path = join(folder, 'style.safetensors');
    const archive = archiveAdapter(
      make({ method: 'lora' }, 5).adapter,
      make({ method: 'lora' }, 5).parameters,
      1,
    );
    await exportAdapter(path, archive, 'diffusers');
    expect((await loadAdapter(path, slots)).adapter.config.method).toBe('lora');
  });
});

describe('a folder of two parts', () => {
  const tensors = () => join(folder, 'adapter_model.safetensors');
  const refuses = async (
    what = /adapter\.singlora and the LoRA beside it are not the same update/,
  ) => {
    const before = tf.memory().numTensors;
    await expect(readAdapter(folder)).rejects.toThrow(what);
    expect(tf.memory().numTensors).toBe(before);
  };
  const rewrite = async (path: string, change: (all: Map<string, F32>) => void) => {
    const file = await openSafetensors(path);
    const all = new Map<string, F32>();
    for (const name of file.names) {
      const data = Float32Array.from(await file.readFloat32(name));
      all.set(name, { dtype: 'F32', shape: file.info(name).shape, data });
    }
    const { metadata } = file;
    await file.close();
    change(all);
    await writeSafetensors(path, Object.fromEntries(all), metadata);
  };
  beforeEach(async () => {
    const { adapter, parameters } = make({ method: 'singlora' });
    await saveAdapter(folder, adapter, { parameters, u: 0.3 });
  });

  it('is refused where the LoRA was trained on', async () => {
    await rewrite(tensors(), (all) => {
      all.get('base_model.model.net.up.lora_B.weight')!.data[3]! += 1e-4;
    });
    await refuses(/not the same update of net\.up.*Remove adapter\.singlora to use the LoRA alone/);
    await rm(join(folder, ownFile));
    expect((await loadAdapter(folder, slots)).adapter.config.method).toBe('lora');
  });

  it('is refused where alpha was changed, or a rank', async () => {
    const path = join(folder, 'adapter_config.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"lora_alpha": [\d.]+/, '"lora_alpha": 3'));
    await refuses();
    await writeFile(path, text);
    await readAdapter(folder);
  });

  it('is refused where one part is of another adapter, or of other layers', async () => {
    const other = join(folder, 'other');
    const { adapter, parameters } = make({ method: 'singlora' }, 8);
    await saveAdapter(other, adapter, { parameters, u: 0.3 });
    await copyFile(join(other, ownFile), join(folder, ownFile));
    await refuses(/not the same update of net\.query/);
    for (const target_modules of [['query'], ['query', 'up', 'c_fc', 'conv']]) {
      const fewer = make({
        method: 'singlora',
        target_modules,
        rank_pattern: target_modules.length > 1 ? { up: 3 } : {},
      });
      await saveAdapter(other, fewer.adapter, { parameters: fewer.parameters, u: 0.3 });
      await copyFile(join(other, ownFile), join(folder, ownFile));
      if (target_modules.length === 1) await refuses(/not the same update of net\.c_fc/);
      else await readAdapter(folder);
    }
  });

  it('is refused where its own part is not sound', async () => {
    const own = join(folder, ownFile);
    const bytes = await readFile(own);
    await rewrite(own, (all) =>
      all.set('parameters.net.up.more', { dtype: 'F32', shape: [1], data: new Float32Array(1) }),
    );
    await refuses(/parameters\.net\.up\.more/);
    await rewrite(
      own,
      (all) =>
        void (all.delete('parameters.net.up.more'), all.delete('parameters.net.up.singlora_A')),
    );
    await refuses();
    await writeFile(own, bytes);
    await rewrite(own, (all) => void (all.get('parameters.net.up.singlora_A')!.data[2] = NaN));
    await refuses(/singlora_A holds NaN at position 2/);
    await writeFile(own, bytes.subarray(0, 40));
    await refuses(/not a sound safetensors file/);
    await writeSafetensors(own, {});
    await refuses(/\(adapter\.singlora\): its settings: it is not JSON/);
  });

  it('keeps one part alone by the command', async () => {
    const out = join(folder, 'plain');
    await program(() => undefined).parseAsync([
      'node',
      'singlora',
      'convert',
      folder,
      '--to=lora',
      '--out',
      out,
    ]);
    expect((await readdir(out)).sort()).toEqual([
      'README.md',
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    expect(await readFile(join(out, 'adapter_model.safetensors'))).toEqual(
      await readFile(tensors()),
    );
  });
});
