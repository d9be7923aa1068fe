import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import {
  fromFloat32,
  openSafetensors,
  writeSafetensors,
  type TensorData,
} from '../formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAdapter } from '../adapter.ts';
import { tensorsOf } from '../fixture.test.support.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { difference, seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import { fileOfShapes } from '../shapes.test.support.ts';
import { weightFromMatrix, weightMatrix } from '../layers.ts';
import { mergedMatrix } from '../merge.ts';
import type { Slot } from '../slot.ts';
import { archiveAdapter, disposeArchive } from './archive.ts';
import { exportAdapter } from '../node/export.ts';
import { inspection } from './inspect.ts';
import { mergeIntoCheckpoint } from '../node/merge-file.ts';
import { filesOfBase } from '../node/open-base.ts';
import { loadAdapter } from '../node/save-load.ts';
import { toSinglora } from './to-singlora.ts';

const folder = folderForAllTests();
beforeAll(() => startTensorFlow());

const slots = (): Slot[] => [
  slotOf('bert.query', 5, 5),
  slotOf('bert.up', 4, 6),
  slotOf('bert.proj', 6, 4, seeded(2), 'conv1x1'),
  slotOf('bert.attn', 4, 8, seeded(3), 'conv1d'),
];

const archiveOf = (method: string, extra: object = {}, u = 1) => {
  const adapter = adapterOn(slots(), {
    method,
    r: 2,
    lora_alpha: 3,
    rank_pattern: { up: 3 },
    ...extra,
  });
  return archiveAdapter(adapter, trainedALittle(adapter, 5), u);
};

/** The adapted weights of an archive by layer, in the layers' own layouts. */
function adaptedWeights(archive: ReturnType<typeof archiveOf>): Map<string, tf.Tensor> {
  const model = slots();
  const adapter = createAdapter(model, archive.config, seeded(1));
  const values = Object.fromEntries(
    archive.layers.flatMap(({ name, parameters }) =>
      Object.entries(parameters).map(([parameter, t]) => [`${name}.${parameter}`, t]),
    ),
  );
  return new Map(
    model.map((slot) => {
      const update = adapter.update(slot.name, values, tf.scalar(archive.u));
      return [slot.name, weightFromMatrix(slot, mergedMatrix(weightMatrix(slot), [update]))];
    }),
  );
}

describe('exportAdapter', () => {
  it.each([
    ['singlora', 'diffusers', 3],
    ['singlora', 'diffusers', -3],
    ['rslora', 'kohya', 3],
    ['singlora', 'kohya', -3],
    ['dora', 'kohya', 3],
    ['singlora-dora', 'kohya', 3],
    ['singlora-dora', 'kohya', -3],
  ] as const)(
    'writes %s for %s as what reads back the same, alpha %d',
    async (method, form, alpha) => {
      const archive = archiveOf(method, { lora_alpha: alpha }, method === 'dora' ? 1 : 0.5);
      const path = join(folder, `${method}-${form}-${alpha}.safetensors`);
      const before = tf.memory().numTensors;
      await exportAdapter(path, archive, form, 'transformer');
      expect(tf.memory().numTensors).toBe(before);
      const { adapter } = await loadAdapter(path, slots());
      const expected = adaptedWeights(archive);
      for (const slot of slots()) {
        const update = adapter.update(slot.name, adapter.parameters, tf.scalar(1));
        const weight = weightFromMatrix(slot, mergedMatrix(weightMatrix(slot), [update]));
        expect(difference(weight, expected.get(slot.name)!)).toBeLessThan(1e-5);
      }
    },
  );

  it.each([
    ['unet', 'lora_unet_bert_'],
    ['text_encoder', 'lora_te_bert_'],
    ['text_encoder_1', 'lora_te1_bert_'],
    ['text_encoder_2', 'lora_te2_bert_'],
  ])('calls %s as kohya does, and reads it back', async (component, prefix) => {
    const path = join(folder, `kohya-${component}.safetensors`);
    await exportAdapter(path, archiveOf('lora'), 'kohya', component);
    for (const [name, tensor] of await tensorsOf(path)) {
      expect(name).toMatch(new RegExp(`^${prefix}`));
      if (name.endsWith('.alpha')) expect([...tensor.dataSync()]).toEqual([1]);
    }
    const part = component.replace('_1', '');
    const { adapter } = await loadAdapter(path, slots(), { component: part });
    expect(adapter.targets).toEqual(slots().map(({ name }) => name));
  });

  const compvis = 'model.diffusion_model.';
  const fc1 = 'encoder.layers.0.mlp.fc1';
  it.each([
    ['kohya', 'unet', `${compvis}input_blocks.4.1.proj_in`, 'lora_unet_input_blocks_4_1_proj_in'],
    [
      'diffusers',
      'unet',
      `${compvis}input_blocks.4.1.proj_in`,
      'unet.down_blocks.1.attentions.0.proj_in',
    ],
    ['kohya', 'transformer', `${compvis}blocks.0.qkv`, 'lora_transformer_blocks_0_qkv'],
    [
      'kohya',
      'text_encoder',
      'cond_stage_model.transformer.text_model.fc',
      'lora_te_text_model_fc',
    ],
    // CLIP's layers, whatever version of transformers the adapter is of
    ...['', 'text_model.'].flatMap(
      (prefix) =>
        [
          [
            'kohya',
            'text_encoder',
            `${prefix}${fc1}`,
            'lora_te_text_model_encoder_layers_0_mlp_fc1',
          ],
          ['diffusers', 'text_encoder', `${prefix}${fc1}`, `text_encoder.text_model.${fc1}`],
        ] as const,
    ),
  ] as const)('names for %s, as a layer of its %s, %s', async (form, component, name, key) => {
    const slots = [slotOf(name, 3, 4)];
    const adapter = adapterOn(slots, { method: 'lora', r: 1 });
    const path = join(folder, 'named.safetensors');
    await exportAdapter(path, archiveAdapter(adapter, adapter.parameters, 1), form, component);
    const names = [...(await tensorsOf(path)).keys()];
    expect(names.filter((one) => !one.startsWith(`${key}.`))).toEqual([]);
    expect((await loadAdapter(path, slots)).adapter.targets).toEqual([name]);
  });

  it('refuses what those programs have no place for', async () => {
    const archive = { ...archiveOf('lora'), whole: { 'head.weight': tf.ones([2, 2]) } };
    const path = join(folder, 'never.safetensors');
    await expect(exportAdapter(path, archive, 'kohya')).rejects.toThrow(/head\.weight.*kohya/);
    await expect(exportAdapter(path, archiveOf('lora'), 'kohya', 'prior')).rejects.toThrow(
      /"prior" is not a pipeline component/,
    );
  });
});

describe('toSinglora', () => {
  it.each([3, -3])(
    'gives back a square SingLoRA exactly, at any u, alpha %d',
    async (lora_alpha) => {
      const one = { target_modules: ['query'], rank_pattern: {}, lora_alpha };
      const archive = archiveOf('singlora', one, 0.5);
      const { archive: again, residuals } = await toSinglora(archive);
      expect(residuals.get('bert.query')).toBeLessThan(1e-6);
      const layer = (a: typeof archive) => ({
        ...a,
        config: { ...a.config, target_modules: ['query'] },
      });
      const delta = (a: typeof archive) => {
        const { A } = a.layers[0]!.parameters as { A: tf.Tensor2D };
        return tf.mul(tf.matMul(A, A, false, true), a.u);
      };
      expect(difference(delta(layer(again)), delta(layer(archive)))).toBeLessThan(1e-5);
      expect(again.config).toMatchObject({ method: 'singlora', ramp: 'none', r: 2, lora_alpha });
    },
  );

  it('says how much of a LoRA is lost, and refuses a magnitude', async () => {
    const { archive, residuals } = await toSinglora(archiveOf('lora'));
    expect(archive.layers.map(({ parameters }) => parameters['A']!.shape)).toEqual([
      [5, 2],
      [6, 3],
      [6, 2],
      [8, 2],
    ]);
    for (const residual of residuals.values()) {
      expect(residual).toBeGreaterThan(0.01);
      expect(residual).toBeLessThan(1);
    }
    await expect(toSinglora(archiveOf('dora'))).rejects.toThrow(/magnitude vector.*SingLoRA/);
  });

  it.each(['lora', 'signed-singlora', 'dora'])(
    'leaves none but its own tensors: %s',
    async (of) => {
      const archive = archiveOf(of);
      const { numTensors } = tf.memory();
      const converted = await toSinglora(archive).catch(() => undefined);
      if (converted) disposeArchive(converted.archive);
      expect(tf.memory().numTensors).toBe(numTensors);
    },
  );
});

describe('mergeIntoCheckpoint', () => {
  const checkpoint = async (dtype: 'F32' | 'BF16' | 'F16', prefix = 'bert.') => {
    const path = join(folder, `base-${dtype}.safetensors`);
    const tensors: Record<string, TensorData> = {
      'other.bias': { dtype: 'I64', shape: [1], data: BigInt64Array.of(7n) },
    };
    for (const { name, weight } of slots()) {
      const data = fromFloat32((await weight.data()) as Float32Array, dtype);
      tensors[`${name.replace('bert.', prefix)}.weight`] = { dtype, shape: weight.shape, data };
    }
    await writeSafetensors(path, tensors, { format: 'pt' });
    return path;
  };

  it.each(['singlora', 'dora'])('adds %s to the weights in their own layout', async (method) => {
    const archive = archiveOf(method, {}, method === 'dora' ? 1 : 0.5);
    const out = join(folder, `merged-${method}.safetensors`);
    await mergeIntoCheckpoint(archive, await checkpoint('F32'), out);
    const file = await openSafetensors(out);
    expect(file.info('other.bias').dtype).toBe('I64');
    for (const [name, weight] of adaptedWeights(archive)) {
      const found = tf.tensor(await file.readFloat32(`${name}.weight`), weight.shape);
      expect(difference(found, weight)).toBeLessThan(1e-5);
    }
    await file.close();
  });

  it.each(['F16', 'BF16'] as const)(
    'keeps %s, adds a head, and gives names without the first part that part beside it',
    async (dtype) => {
      const lora = archiveOf('lora');
      const whole = { 'head.weight': tf.ones([2, 2]) };
      const out = join(folder, `merged-${dtype}.safetensors`);
      await expect(
        mergeIntoCheckpoint({ ...lora, whole }, await checkpoint(dtype, ''), out),
      ).rejects.toThrow(/no place: head\.weight/);
      const archive = { ...lora, whole, config: { ...lora.config, modules_to_save: ['head'] } };
      await mergeIntoCheckpoint(archive, await checkpoint(dtype, ''), out);
      const file = await openSafetensors(out);
      expect(file.info('bert.query.weight').dtype).toBe(dtype);
      expect(file.names.filter((name) => !name.startsWith('bert.'))).toEqual(['head.weight']);
      await mergeIntoCheckpoint(lora, await checkpoint(dtype, ''), `${out}.bare`);
      const bare = await openSafetensors(`${out}.bare`);
      expect(bare.has('query.weight')).toBe(true); // no head, no mixture
      await bare.close();
      expect(file.info('head.weight')).toMatchObject({ dtype, shape: [2, 2] });
      await file.close();
    },
  );

  it('writes nothing where a layer is missing or the result is not finite', async () => {
    const archive = archiveOf('lora');
    const out = join(folder, 'never.safetensors');
    const renamed = {
      ...archive,
      layers: archive.layers.map((l) => ({ ...l, name: `x.${l.name}` })),
    };
    const base = await checkpoint('F32');
    await expect(
      mergeIntoCheckpoint(
        { ...renamed, layers: renamed.layers.map((l) => ({ ...l, name: `y.${l.name}` })) },
        base,
        out,
      ),
    ).rejects.toThrow(/base model lacks.*y\.x\.bert\.query.*Give the base that/i);
    const broken = {
      ...archive,
      layers: archive.layers.map((l) => ({
        ...l,
        parameters: { ...l.parameters, lora_B: tf.fill(l.parameters['lora_B']!.shape, 3e38) },
      })),
    };
    await expect(mergeIntoCheckpoint(broken, base, out)).rejects.toMatchObject({
      code: 'ADAPTER_NOT_FINITE',
    });
    const large = {
      ...archive,
      layers: archive.layers.filter(({ name }) => name !== 'bert.up'),
      whole: { 'bert.up.weight': tf.fill([6, 4], 7e4) },
    };
    await expect(mergeIntoCheckpoint(large, await checkpoint('F16'), out)).rejects.toThrow(
      /infinity into bert\.up\.weight/,
    );
    await expect(openSafetensors(out)).rejects.toThrow(/never/);
  });

  it('says of a quantised base how its numbers lie', async () => {
    const base = join(folder, 'fp8.safetensors');
    const [weight] = slots().map((slot) => slot.weight.shape);
    const data = new Uint8Array(25);
    await writeSafetensors(base, {
      'bert.query.weight': { dtype: 'F8_E4M3', shape: weight!, data },
    });
    const archive = archiveOf('lora', { target_modules: ['query'], rank_pattern: {} });
    await expect(mergeIntoCheckpoint(archive, base, join(folder, 'no'))).rejects.toThrow(
      /bert\.query is stored as F8_E4M3.*F32, F16, BF16 and F64 only/,
    );
  });

  it('names the layer that a wrong base has in another shape', async () => {
    const path = join(folder, 'wrong.safetensors');
    await writeFile(path, fileOfShapes({ 'bert.up.weight': [6, 5] }));
    const archive = archiveOf('lora', { target_modules: ['up'] });
    await expect(mergeIntoCheckpoint(archive, path, join(folder, 'no'))).rejects.toThrow(
      'bert.up has shape [6, 5] in the base model, but the adapter is for a layer of 4 inputs and 6 outputs.',
    );
  });

  it('says of a square matrix that may lie either way that it cannot tell', async () => {
    const path = join(folder, 'either.safetensors');
    const archive = archiveOf('lora', { target_modules: ['query'], rank_pattern: {} });
    const other = { 'other.wide.weight': [5, 9], 'other.wide.bias': [9] };
    await writeFile(path, fileOfShapes({ 'bert.query.weight': [5, 5], ...other }));
    const out = join(folder, 'either-out.safetensors');
    await expect(mergeIntoCheckpoint(archive, path, out)).rejects.toThrow(
      /bert\.query\.weight is square.*merge_and_unload/,
    );
    await expect(openSafetensors(out)).rejects.toThrow(/either-out/);
  });

  it('leaves its base alone, by whatever name', async () => {
    const base = await checkpoint('F32');
    const link = join(folder, 'link.safetensors');
    await symlink(base, link);
    for (const out of [base, link])
      await expect(mergeIntoCheckpoint(archiveOf('lora'), base, out)).rejects.toThrow(
        /is being read, so it cannot be written over/,
      );
  });

  it.each(['pytorch_model.bin', 'diffusion_pytorch_model.bin'])(
    'finds the base in a folder by the name %s',
    async (name) => {
      const path = join(folder, `base-${name}`, name);
      await mkdir(dirname(path));
      await writeFile(path, '');
      expect(await filesOfBase(dirname(path))).toEqual([path]);
    },
  );

  it('reads a base in shards, or its folder', async () => {
    const base = join(folder, 'sharded');
    const weight_map: Record<string, string> = {};
    for (const { name, weight } of slots()) {
      const key = `${name}.weight`;
      weight_map[key] = `model-${name}.safetensors`;
      const data = (await weight.data()) as Float32Array;
      await writeSafetensors(join(base, weight_map[key]), {
        [key]: { dtype: 'F32', shape: weight.shape, data },
      });
    }
    const index = join(base, 'model.safetensors.index.json');
    await writeFile(index, JSON.stringify({ weight_map }));
    // diffusers' name for the index of a variant
    const variant = join(base, 'model.safetensors.index.fp16.json');
    await writeFile(variant, JSON.stringify({ weight_map }));
    const archive = archiveOf('lora');
    for (const path of [base, index, variant]) {
      const out = join(folder, 'from-shards.safetensors');
      await mergeIntoCheckpoint(archive, path, out);
      const tensors = await tensorsOf(out);
      for (const [name, weight] of adaptedWeights(archive))
        expect(difference(tensors.get(`${name}.weight`)!, weight)).toBeLessThan(1e-6);
      await expect(
        mergeIntoCheckpoint(archive, path, join(base, 'model-bert.up.safetensors')),
      ).rejects.toThrow(/being read/);
    }
    await expect(mergeIntoCheckpoint(archive, join(folder, 'x'), 'y')).rejects.toThrow(
      /Cannot read/,
    );
    await expect(mergeIntoCheckpoint(archive, folder, 'y')).rejects.toThrow(/holds no checkpoint/);
  });
});

describe('inspection', () => {
  it('says what is inside', async () => {
    const found = await inspection({ ...archiveOf('singlora', {}, 0.5), form: 'PEFT' });
    expect(found).toMatchObject({
      method: 'singlora',
      u: 0.5,
      adapterParameters: 10 + 18 + 12 + 16,
      wholeParameters: 0,
    });
    expect(found.layers[0]).toMatchObject({ name: 'bert.query', in: 5, out: 5, rank: 2 });
    expect(found.layers[0]!.definiteness).toBeCloseTo(1, 6);
    expect(found.text).toMatch(/bert\.up +6 × 4 +3 /);
  });

  it.each(['lora', 'symlora', 'dora'])('leaves no tensor behind: %s', async (method) => {
    const archive = archiveOf(method);
    const { numTensors } = tf.memory();
    await inspection({ ...archive, form: 'PEFT' });
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
