import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import { openSafetensors } from '../formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdapterSet } from '../adapter-set.ts';
import { frozen } from '../adapter.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import type { ApplySlot, Slot } from '../slot.ts';
import { archiveAdapter, disposeArchive } from '../files/archive.ts';
import { ownFile } from '../files/own-file.ts';
import { readAdapter } from './read.ts';
import { loadAdapter, saveAdapter } from './save-load.ts';
import { writeAdapter } from './write.ts';

const folder = folderForAllTests();
beforeAll(() => startTensorFlow());

const slots = (seed = 1): Slot[] => {
  const random = seeded(seed);
  return [
    slotOf('net.query', 5, 5, random),
    slotOf('net.up', 5, 7, random),
    slotOf('net.down', 7, 5, random, 'conv1x1'),
    slotOf('head', 5, 2, random),
  ];
};

const outputs = (model: Slot[], apply: ApplySlot): tf.Tensor[] =>
  model.map(({ name, kind, inFeatures }) =>
    apply(name, normals(seeded(9), kind === 'conv1x1' ? [1, 2, 2, inFeatures] : [3, inFeatures])),
  );

function expectSame(one: tf.Tensor[], other: tf.Tensor[], tolerance: number): void {
  one.forEach((y, i) => expect(difference(y, other[i]!)).toBeLessThanOrEqual(tolerance));
}

const usual = {
  r: 2,
  lora_alpha: 3,
  target_modules: ['query', 'up', 'down'],
  modules_to_save: ['head'],
  rank_pattern: { up: 3 },
  alpha_pattern: { '^net\\.down': 5 },
};

/** With the seeds of the folders that older versions wrote. */
const make = (model: Slot[], method: string, extra: object = {}) => {
  const adapter = adapterOn(model, { method, ...usual, ...extra }, 3);
  return { adapter, parameters: trainedALittle(adapter, 4) };
};

const json = async (path: string) =>
  JSON.parse(await readFile(join(path, 'adapter_config.json'), 'utf8')) as Record<string, unknown>;

describe('saveAdapter and loadAdapter', () => {
  it('leaves an adapter whole where another cannot be written over it', async () => {
    const path = join(folder, 'full');
    await saveAdapter(path, make(slots(), 'singlora').adapter);
    const tensors = join(path, 'adapter_model.safetensors');
    await rm(tensors);
    await mkdir(tensors);
    await expect(saveAdapter(path, make(slots(), 'lora').adapter)).rejects.toThrow(/Cannot write/);
    expect(await readdir(path)).toContain(ownFile);
  });

  it('pins the keys and shapes on disk', async () => {
    const layout = async (method: string, tensors = 'adapter_model.safetensors') => {
      const { adapter } = make(slots(), method);
      const path = join(folder, `keys-${method}`);
      await saveAdapter(path, adapter);
      const file = await openSafetensors(join(path, tensors));
      const found = file.names
        .map((name) => `${name} [${file.info(name).shape.join(', ')}]`)
        .sort();
      await file.close();
      return found;
    };
    const lora = [
      'base_model.model.head.bias [2]',
      'base_model.model.head.weight [2, 5]',
      'base_model.model.net.down.lora_A.weight [2, 7, 1, 1]',
      'base_model.model.net.down.lora_B.weight [5, 2, 1, 1]',
      'base_model.model.net.query.lora_A.weight [2, 5]',
      'base_model.model.net.query.lora_B.weight [5, 2]',
      'base_model.model.net.up.lora_A.weight [3, 5]',
      'base_model.model.net.up.lora_B.weight [7, 3]',
    ];
    const magnitudes = [
      'down.lora_magnitude_vector [1, 5, 1, 1]',
      'query.lora_magnitude_vector [5]',
      'up.lora_magnitude_vector [7]',
    ].map((name) => `base_model.model.net.${name}`);
    expect(await layout('singlora')).toEqual(lora);
    expect(await layout('dora')).toEqual([...lora, ...magnitudes].sort());
    expect(await layout('singlora', ownFile)).toEqual([
      'parameters.net.down.singlora_A [7, 2]',
      'parameters.net.query.singlora_A [5, 2]',
      'parameters.net.up.singlora_A [7, 3]',
    ]);
    const ofQuery = (names: string[]) => names.filter((name) => name.includes('query'));
    expect(ofQuery(await layout('symlora', ownFile))).toEqual([
      'parameters.net.query.symlora_Q [5, 2]',
      'parameters.net.query.symlora_lambda [2]',
    ]);
    expect(ofQuery(await layout('singlora-dora', ownFile))).toEqual([
      'parameters.net.query.singlora_A [5, 2]',
      'parameters.net.query.singlora_magnitude [5]',
    ]);
  });

  it.each(['singlora', 'signed-singlora', 'singlora-dora', 'symlora'])(
    '%s: reads the folders of its own type that older versions wrote',
    async (method) => {
      const { parameters } = make(slots(), method);
      const path = fileURLToPath(
        new URL(`../fixtures/singlora-folders/${method}`, import.meta.url),
      );
      const { adapter } = await loadAdapter(path, slots());
      expect(adapter).toMatchObject({ u: 0.25, config: { method, rank_pattern: { up: 3 } } });
      for (const [name, tensor] of Object.entries(adapter.parameters))
        expect(difference(tensor, parameters[name]!)).toBeLessThan(1e-6);
    },
  );

  it.each([NaN, 1.5, -1, Infinity])('writes nothing where u is %s', async (u) => {
    const path = join(folder, `ramp-${u}`);
    for (const method of ['singlora', 'lora'])
      await expect(saveAdapter(path, make(slots(), method).adapter, { u })).rejects.toThrow(
        /from 0 to 1/,
      );
    await expect(readdir(path)).rejects.toThrow(/ENOENT/);
  });

  it('writes nothing where a parameter is not finite, missing or of another shape', async () => {
    const path = join(folder, 'not-finite');
    const { adapter, parameters } = make(slots(), 'singlora');
    const bad = (values: tf.Tensor) =>
      saveAdapter(path, adapter, { parameters: { ...parameters, 'net.query.A': values } });
    await expect(bad(tf.fill([5, 2], NaN))).rejects.toThrow(
      /net\.query.* holds NaN at position 0, so training has diverged and nothing was written/,
    );
    await expect(bad(tf.fill([5, 3], 1))).rejects.toThrow(/net\.query\.A.*expected \[5, 2\]/);
    const { 'net.query.A': _, ...others } = parameters;
    await expect(saveAdapter(path, adapter, { parameters: others })).rejects.toThrow(
      /net\.query\.A/,
    );
    const head = { ...parameters, 'head.bias': tf.fill([2], Infinity) };
    await expect(saveAdapter(path, adapter, { parameters: head })).rejects.toThrow(/head\.bias/);
    await expect(readdir(path)).rejects.toThrow(/ENOENT/);
  });

  it('replaces its own model card, and no README of somebody', async () => {
    const model = slots();
    const path = join(folder, 'card');
    const readme = join(path, 'README.md');
    const card = () => readFile(readme, 'utf8');
    await saveAdapter(path, make(model, 'lora').adapter, { baseModel: 'a/base' });
    await saveAdapter(path, make(model, 'singlora').adapter, { u: 0.5 });
    expect(await card()).toMatch(/singlora adapter[^]*u = 0\.5/);
    const notes = `${await card()}\nTrained on my dog.\n`;
    await writeFile(readme, notes);
    await saveAdapter(path, make(model, 'lora').adapter);
    expect(await card()).toBe(notes);
  });

  it('keeps settings, and a LORA file holds only what PEFT knows', async () => {
    const { adapter } = make(slots(), 'signed-singlora', {
      negative: 0.25,
      ramp: { steps: 7 },
      lr_scaling: { base_width: 3 },
    });
    const path = join(folder, 'settings');
    await saveAdapter(path, adapter, { u: 0.5 });
    const { adapter: loaded } = await loadAdapter(path, slots());
    expect(loaded.config).toEqual(adapter.config);
    expect(loaded.u).toBe(0.5);
    expect(await json(path)).not.toHaveProperty('lr_scaling');
    const plus = make(slots(), 'lora+').adapter;
    await saveAdapter(path, plus, { u: 1 });
    const saved = await json(path);
    expect(saved).not.toHaveProperty('loraplus_lr_ratio');
    expect(saved).not.toHaveProperty('method');
    expect(saved).toMatchObject({ peft_type: 'LORA', use_dora: false, lora_alpha: 3 });
  });

  it.each(['gaussian', 'orthogonal'])('keeps the name of the start: %s', async (init) => {
    const path = join(folder, `start-${init}`);
    const settings = { init_lora_weights: init, target_modules: ['query'] };
    const { adapter } = make(slots(), 'lora', { ...settings, rank_pattern: {}, alpha_pattern: {} });
    await saveAdapter(path, adapter);
    const { adapter: loaded } = await loadAdapter(path, slots());
    expect(loaded.config).toEqual(adapter.config);
  });

  it('does not tell PEFT of an orthogonal start of a convolution, which it refuses', async () => {
    const path = join(folder, 'start-convolution');
    await saveAdapter(
      path,
      make(slots(), 'lora', { init_lora_weights: 'orthogonal', rank_pattern: {} }).adapter,
    );
    expect((await json(path))['init_lora_weights']).toBe(true);
  });

  it('names an attention of PyTorch, whose update PEFT runs otherwise than its file says', async () => {
    const path = join(folder, 'attention');
    const slot = slotOf('mha', 4, 4);
    const adapter = adapterOn([slot], { method: 'lora' });
    const { layers, ...archive } = archiveAdapter(adapter, adapter.parameters, 1);
    const renamed = layers.map((layer) => ({ ...layer, name: 'mha.base_layer.out_proj' }));
    await writeAdapter(path, { ...archive, layers: renamed });
    await expect(loadAdapter(path, [slot])).rejects.toThrow(/mha is PyTorch's MultiheadAttention/);
  });

  it('takes a transposed layer, and tells PEFT so', async () => {
    const gpt = [slotOf('c_attn', 4, 12, seeded(1), 'conv1d')];
    const path = join(folder, 'conv1d');
    await saveAdapter(path, adapterOn(gpt, { method: 'lora' }), { baseModel: 'a/base' });
    expect(await json(path)).toMatchObject({
      fan_in_fan_out: true,
      base_model_name_or_path: 'a/base',
    });
    expect((await loadAdapter(path, gpt)).adapter.targets).toEqual(['c_attn']);
  });

  it('names what does not fit the model', async () => {
    const path = join(folder, 'misfit');
    const { adapter } = make(slots(), 'singlora');
    await saveAdapter(path, adapter);
    const without = slots().filter(({ name }) => name !== 'net.up');
    await expect(loadAdapter(path, without)).rejects.toThrow(/no place: net\.up/);
    const wider = slots().map((slot) => (slot.name === 'net.up' ? slotOf('net.up', 5, 8) : slot));
    await expect(loadAdapter(path, wider)).rejects.toThrow(/net\.up.*\[7, 5\], expected \[8, 5\]/);
    const turned = slots().map((slot) => (slot.name === 'net.up' ? slotOf('net.up', 7, 5) : slot));
    await expect(loadAdapter(path, turned)).rejects.toThrow(/net\.up.*expected \[5, 7\]/);
    const more = [...slots(), slotOf('other.query', 5, 5)];
    await expect(loadAdapter(path, more)).rejects.toThrow(/lacks 1 .*other\.query/);
    const unbiased = slots().map((slot) => {
      const { bias: _, ...rest } = slot;
      return slot.name === 'head' ? rest : slot;
    });
    await expect(loadAdapter(path, unbiased)).rejects.toThrow(/no place: head\.bias/);
  });

  it('leaves no tensor behind when it fails', async () => {
    const path = join(folder, 'tensors');
    await saveAdapter(path, make(slots(), 'dora').adapter);
    const wider = slots().map((slot) => (slot.name === 'head' ? slotOf('head', 5, 3) : slot));
    const before = tf.memory().numTensors;
    await expect(loadAdapter(path, wider)).rejects.toThrow(/head\.weight/);
    expect(tf.memory().numTensors).toBe(before);
    const { adapter } = make(slots(), 'singlora');
    const during = tf.memory().numTensors;
    await saveAdapter(path, adapter);
    expect(tf.memory().numTensors).toBe(during);
    await expect(loadAdapter(path, wider)).rejects.toThrow(/head\.weight/);
    expect(tf.memory().numTensors).toBe(during);
  });

  it('refuses settings that change the result and that it does not know', async () => {
    const path = join(folder, 'strange');
    await saveAdapter(path, make(slots(), 'lora').adapter);
    const original = await json(path);
    const load = async (change: object) => {
      await writeFile(
        join(path, 'adapter_config.json'),
        JSON.stringify({ ...original, ...change }),
      );
      return loadAdapter(path, slots());
    };
    await expect(load({ bias: 'some' })).rejects.toThrow(/bias: /);
    await expect(load({ lora_bias: true })).rejects.toThrow(/lacks.*lora_B\.bias/);
    for (const init of ['pissa_niter_4', 'olora', 'OLoRA', 'corda', 'loftq', 'lora_ga'])
      await expect(load({ init_lora_weights: init })).rejects.toThrow(
        new RegExp(
          `"${init}" changes the base's weights.*path_initial_model_for_weight_conversion`,
        ),
      );
    await expect(load({ peft_type: 'VERA' })).rejects.toThrow(
      /"VERA".*known types: LORA, SINGLORA/,
    );
    await expect(load({ r: 4 })).rejects.toThrow(/expected \[4, 7, 1, 1\]/);
    await expect(load({ r: 1e15 })).rejects.toThrow(/has shape/);
    await expect(load({ r: 'many' })).rejects.toThrow(/strange: .*r: /s);
    await expect(load({ rank_pattern: { '(': 2 } })).rejects.toThrow(/strange: rank_pattern/);
    await expect(load({ target_modules: ['query', 'up'] })).rejects.toThrow(/no place: net\.down/);
    await expect(load({ target_modules: '(a+)+' })).rejects.toThrow(/target_modules: no match/);
    await expect(load({ target_modules: '[]a]' })).rejects.toThrow(/begins with \]/);
    await expect(load({ use_dora: true })).rejects.toThrow(/lacks 3 .*lora_magnitude_vector/);
    const older = await load({ modules_to_save: null, lorap_lr_ratio: 16, lorap_emb_lr: 1e-6 });
    expect(older.adapter.saved).toEqual(['head']);
    for (const init of ['orthogonal', 'mica', false])
      expect((await load({ init_lora_weights: init })).adapter.saved).toEqual(['head']);
    const eva = await load({ init_lora_weights: 'eva', modules_to_save: ['head', 'score'] });
    expect(eva.adapter.saved).toEqual(['head']);
  });

  it('trains and keeps biases, of all layers or of the adapted ones', async () => {
    for (const bias of ['all', 'lora_only'] as const) {
      const model = [...slots(), slotOf('other', 5, 2, seeded(8))];
      const { adapter, parameters } = make(model, 'lora', { bias });
      const own = ['net.query', 'net.up', 'net.down', ...(bias === 'all' ? ['other'] : [])];
      expect(adapter.biases).toEqual(own);
      const path = join(folder, `bias-${bias}`);
      await saveAdapter(path, adapter, { parameters });
      const file = await openSafetensors(join(path, 'adapter_model.safetensors'));
      const prefix = 'base_model.model.';
      expect(file.names).toContain(`${prefix}net.up.base_layer.bias`);
      expect(file.has(`${prefix}other.bias`)).toBe(bias === 'all');
      await file.close();
      const loaded = await loadAdapter(path, model);
      const apply = adapter.apply(parameters, tf.scalar(1));
      const expected = outputs(model, apply);
      const again = loaded.adapter.apply(loaded.adapter.parameters, tf.scalar(1));
      expectSame(outputs(model, again), expected, 0);
      expect(difference(expected[0]!, outputs(model, frozen(model))[0]!)).toBeGreaterThan(0.01);
      const set = new AdapterSet(model);
      set.add('one', loaded.adapter);
      set.use('one');
      expectSame(outputs(model, set.apply), expected, 1e-6);
      set.merge({ safe: true });
      expectSame(outputs(model, set.apply), expected, 1e-5);
      const x = normals(seeded(9), [3, 5]);
      const loss = (b: tf.Tensor) =>
        tf.sum(adapter.apply({ ...parameters, 'net.up.bias': b }, tf.scalar(1))('net.up', x));
      const gradient = tf.grad(loss)(parameters['net.up.bias']!);
      expect([...gradient.dataSync()]).toEqual(Array(7).fill(3));
    }
  });

  it("takes the ramp's value that it is told, in every form", async () => {
    for (const method of ['singlora', 'lora']) {
      const path = join(folder, `u-${method}`);
      await saveAdapter(path, make(slots(), method).adapter, { u: method === 'lora' ? 1 : 0.5 });
      expect((await loadAdapter(path, slots(), { u: 0.25 })).adapter.u).toBe(0.25);
    }
  });

  it('reads settings that begin with a byte-order mark', async () => {
    const path = join(folder, 'mark');
    await saveAdapter(path, make(slots(), 'lora').adapter, { taskType: 'SEQ_CLS' });
    const settings = join(path, 'adapter_config.json');
    await writeFile(settings, `\ufeff${await readFile(settings, 'utf8')}`);
    const archive = await readAdapter(path);
    expect(archive.taskType).toBe('SEQ_CLS');
    disposeArchive(archive);
  });

  it.each([
    ['SEQ_CLS', 'classifier'],
    ['SEQ_CLS', 'pre_classifier'],
    ['TOKEN_CLS', 'score'],
    ['QUESTION_ANS', 'qa_outputs'],
  ])(
    'of the task %s with an adapted %s names no task, with which PEFT trains it whole',
    async (taskType, head) => {
      const path = join(folder, `${taskType}-${head}`);
      const own = [...slots(), slotOf(head, 4, 3, seeded(5))];
      const target_modules = ['query', head];
      const { adapter } = make(own, 'lora', {
        target_modules,
        alpha_pattern: {},
        rank_pattern: {},
        modules_to_save: undefined,
      });
      await saveAdapter(path, adapter, { taskType });
      expect(await json(path)).toMatchObject({ task_type: null });
      expect((await loadAdapter(path, own)).adapter.targets).toEqual(['net.query', head]);
    },
  );

  it("of CLIP's text encoder has the names of transformers 4 and 5, and is read as one", async () => {
    const path = join(folder, 'clip');
    const names = ['self_attn.q_proj', 'mlp.fc1', 'mlp.fc2'].map(
      (end) => `text_model.encoder.layers.0.${end}`,
    );
    const own = names.map((name, i) => slotOf(name, 4, 3, seeded(i)));
    const [first = ''] = names;
    const ranks = { rank_pattern: { [first]: 3 }, alpha_pattern: { [`${first}$`]: 5 } };
    const { adapter } = make(own, 'singlora', {
      ...ranks,
      target_modules: 'text_model.*(q_proj|fc.)',
      modules_to_save: undefined,
    });
    await saveAdapter(path, adapter, { u: 1 });
    const file = await openSafetensors(join(path, 'adapter_model.safetensors'));
    const start = 'base_model.model.';
    const wanted = names.flatMap((name) =>
      [name, name.replace('text_model.', '')].flatMap((each) =>
        ['A', 'B'].map((side) => `${start}${each}.lora_${side}.weight`),
      ),
    );
    expect(file.names.toSorted()).toEqual(wanted.toSorted());
    const key = `${first}.lora_B.weight`;
    const [one, other] = await Promise.all(
      [key, key.replace('text_model.', '')].map((name) => file.readFloat32(start + name)),
    );
    expect(one).toEqual(other);
    await file.close();
    const ends = names.map((name) => name.replace('text_model.', ''));
    const { target_modules, rank_pattern } = await json(path);
    expect(target_modules).toEqual(ends);
    for (const prefix of ['', 'text_model.']) {
      const patterns = Object.keys(rank_pattern as object);
      const isMatched = (name: string) =>
        patterns.some((pattern) => RegExp(`^(.*\\.)?(${pattern})$`).test(prefix + name));
      expect(ends.filter(isMatched)).toEqual([ends[0]]);
    }
    const again = await loadAdapter(path, own);
    expect(again.adapter.targets).toEqual(names);
    expect(again.adapter.config.rank_pattern).toEqual(ranks.rank_pattern);
    await rm(join(path, ownFile));
    expect((await loadAdapter(path, own)).adapter.targets).toEqual(names);
    // As PEFT writes it under transformers 5.
    await saveAdapter(
      path,
      make(
        own.map((slot, i) => ({ ...slot, name: ends[i]! })),
        'lora',
        {
          target_modules: ends,
          rank_pattern: { [ends[0]!]: 3 },
          alpha_pattern: {},
          modules_to_save: undefined,
        },
      ).adapter,
    );
    expect((await loadAdapter(path, own)).adapter.targets).toEqual(names);
    const towers = own.map((slot) => ({ ...slot, name: slot.name.replace('text_', 'vision_') }));
    await expect(loadAdapter(path, [...own, ...towers])).rejects.toThrow(/have no place/);
  });

  it('says that its settings are a folder', async () => {
    const path = join(folder, 'settings-folder');
    await saveAdapter(path, make(slots(), 'lora').adapter);
    await rm(join(path, 'adapter_config.json'));
    await mkdir(join(path, 'adapter_config.json'));
    await expect(readAdapter(path)).rejects.toThrow(/adapter_config\.json: it is not a file/);
  });

  it('names the layers of all-linear, so that PEFT adapts no other', async () => {
    const path = join(folder, 'all-linear');
    const { adapter } = make(slots(), 'lora', { target_modules: 'all-linear', alpha_pattern: {} });
    await saveAdapter(path, adapter, { taskType: 'SEQ_CLS' });
    expect(await json(path)).toMatchObject({
      target_modules: ['net.query', 'net.up'],
      task_type: 'SEQ_CLS',
    });
    expect((await loadAdapter(path, slots())).adapter.targets).toEqual(['net.query', 'net.up']);
  });
});
