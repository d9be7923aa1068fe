import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '../../disk/temporary.test.support.ts';
import { openSafetensors, writeSafetensors } from '../../formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { difference, normals, seeded, slotOf, startTensorFlow } from '../../kit.test.support.ts';
import type { Slot } from '../../slot.ts';
import { disposeArchive } from '../archive.ts';
import { exportAdapter } from '../../node/export.ts';
import { layersOfCheckpoint, mergeIntoCheckpoint } from '../../node/merge-file.ts';
import { readAdapter } from '../../node/read.ts';
import { loadAdapter } from '../../node/save-load.ts';
import { asF32, settled } from '../safetensors.ts';

const folder = folderForAllTests();
beforeAll(() => startTensorFlow());

const slots = (): Slot[] => [
  slotOf('net.up', 4, 6),
  slotOf('net.down', 6, 4),
  slotOf('net.same', 4, 4),
];

/** Writes `<name>.safetensors`, and gives its path. */
async function write(
  name: string,
  tensors: Record<string, tf.Tensor>,
  metadata?: Record<string, string>,
): Promise<string> {
  const path = join(folder, `${name}.safetensors`);
  const all = Object.entries(tensors).map(([name, t]) => [name, asF32(t)] as const);
  await writeSafetensors(path, await settled(new Map(all)), metadata);
  return path;
}

const factor = (seed: number, rows = 6, rank = 2) =>
  normals(seeded(seed), [rows, rank]) as tf.Tensor2D;

const down = () => normals(seeded(5), [2, 6]) as tf.Tensor2D;
const up = () => normals(seeded(6), [4, 2]) as tf.Tensor2D;
const product = () => tf.matMul(up(), down());
/** Both factors of a layer of 6 inputs and 4 outputs, by the names of diffusers unless others are given. */
const pair = (layer: string, a = 'lora_A.weight', b = 'lora_B.weight') => ({
  [`${layer}.${a}`]: down(),
  [`${layer}.${b}`]: up(),
});

/** The update of a layer as an adapter loaded from a file has it. */
async function deltaOf(path: string, layer: string, options = {}): Promise<tf.Tensor2D> {
  const { adapter } = await loadAdapter(path, slots(), options);
  const { p, q, scale } = adapter.update(layer, adapter.parameters, tf.scalar(adapter.u));
  return tf.mul<tf.Tensor2D>(tf.matMul(p, q, false, true), scale);
}

describe('PEFT-SingLoRA', () => {
  const a = () => ({ up: factor(1), down: factor(2) });
  const save = async (name: string, extra: Record<string, tf.Tensor>, config: object = {}) => {
    const path = join(folder, name);
    await writeConfig(path, config);
    const prefix = 'base_model.model.net';
    const { up, down } = a();
    await write(`${name}/adapter_model`, {
      [`${prefix}.up.lora_A`]: up,
      [`${prefix}.down.lora_A`]: down,
      ...extra,
    });
    return path;
  };
  const writeConfig = async (path: string, config: object) => {
    await mkdir(path, { recursive: true });
    await writeFile(
      join(path, 'adapter_config.json'),
      JSON.stringify({
        peft_type: 'LORA',
        r: 2,
        lora_alpha: 4,
        target_modules: ['up', 'down'],
        init_lora_weights: true,
        bias: 'none',
        ...config,
      }),
    );
  };
  const step = (value: number) => ({
    'base_model.model.net.up.training_step_default': tf.scalar(value),
    'base_model.model.net.down.training_step_default': tf.scalar(value),
  });

  it('is read in both orientations, with the ramp at its step', async () => {
    const path = await save('bghira', step(250));
    const { up, down } = a();
    const expected = (t: tf.Tensor2D, out: number, inn: number) =>
      tf.mul(tf.slice(tf.matMul(t, t, false, true), [0, 0], [out, inn]), 0.25 * 2);
    expect(difference(await deltaOf(path, 'net.up'), expected(up, 6, 4))).toBeLessThan(1e-5);
    expect(difference(await deltaOf(path, 'net.down'), expected(down, 4, 6))).toBeLessThan(1e-5);
    const { adapter, form } = await loadAdapter(path, slots());
    expect(form).toBe('PEFT-SingLoRA');
    expect(adapter.config).toMatchObject({
      method: 'singlora',
      init: { fan: 'rank' },
      ramp: { steps: 1000 },
    });
  });

  it('is taken to be through its ramp where no step was saved; u can be said', async () => {
    const path = await save('bghira-stepless', {});
    expect((await loadAdapter(path, slots())).adapter.u).toBe(1);
    expect((await loadAdapter(path, slots(), { u: 0.5 })).adapter.u).toBe(0.5);
    const stepped = await save('bghira-steps', step(50));
    expect((await loadAdapter(stepped, slots(), { rampSteps: 100 })).adapter.u).toBe(0.5);
  });

  it('must agree with itself about the step', async () => {
    const mixed = { ...step(5), 'base_model.model.net.up.training_step_default': tf.scalar(6) };
    await expect(loadAdapter(await save('bghira-mixed', mixed), slots())).rejects.toThrow(
      /steps 5, 6|steps 6, 5/,
    );
    const wide = { ...step(5), 'base_model.model.net.up.training_step_default': tf.ones([3]) };
    await expect(loadAdapter(await save('bghira-wide', wide), slots())).rejects.toThrow(
      /one number/,
    );
    const stray = { 'base_model.model.net.up.lora_C': tf.scalar(1) };
    await expect(loadAdapter(await save('bghira-stray', stray), slots())).rejects.toThrow(/lora_C/);
  });
});

describe('kyegomez/SingLoRA', () => {
  const state = () => ({
    'net.down.A': factor(3),
    'net.down.training_step': tf.scalar(500),
    'net.down.original_layer.weight': slots()[1]!.weight,
    'net.down.original_layer.bias': slots()[1]!.bias!,
  });

  const said = { alpha: 2, rampSteps: 1000 };

  it('is read with its step, with the alpha and T that are said', async () => {
    const path = await write('kyegomez', state());
    const a = factor(3);
    const delta = tf.slice(tf.matMul(a, a, false, true), [0, 0], [4, 6]);
    expect(difference(await deltaOf(path, 'net.down', said), tf.mul(delta, 0.5))).toBeLessThan(
      1e-5,
    );
    const other = await deltaOf(path, 'net.down', { alpha: 6, rampSteps: 500 });
    expect(difference(other, tf.mul(delta, 3))).toBeLessThan(1e-5);
    const at = await deltaOf(path, 'net.down', { alpha: 2, u: 0.25 });
    expect(difference(at, tf.mul(delta, 0.25))).toBeLessThan(1e-5);
    for (const half of [{}, { alpha: 2 }, { rampSteps: 1000 }, { u: 1 }])
      await expect(loadAdapter(path, slots(), half)).rejects.toThrow(
        /neither alpha nor the steps of its ramp.*--alpha and --ramp-steps/,
      );
  });

  it('names whatever else it trained, and can leave it behind', async () => {
    const path = await write('kyegomez-all', {
      ...state(),
      'norm.weight': tf.ones([4]),
    });
    await expect(loadAdapter(path, slots())).rejects.toThrow(/norm\.weight.*--adapter-only/);
    expect((await loadAdapter(path, slots(), { ...said, adapterOnly: true })).form).toBe(
      'kyegomez/SingLoRA',
    );
  });

  it('may have layers of several ranks', async () => {
    const path = await write('kyegomez-ranks', {
      ...state(),
      'net.same.A': factor(4, 4, 3),
      'net.same.training_step': tf.scalar(500),
      'net.same.original_layer.weight': tf.zeros([4, 4]),
    });
    const { adapter } = await loadAdapter(path, slots(), said);
    expect([...adapter.layers.values()].map(({ config }) => config.r)).toEqual([2, 3]);
  });
});

describe('diffusers and SimpleTuner', () => {
  it.each([
    ['lora_A.weight', 'lora_B.weight'],
    ['lora.down.weight', 'lora.up.weight'],
    ['lora_linear_layer.down.weight', 'lora_linear_layer.up.weight'],
  ])('a LoRA with %s and %s has alpha = r', async (a, b) => {
    const path = await write(`unet-${a}`, pair('unet.net.down', a, b));
    expect(difference(await deltaOf(path, 'net.down'), product())).toBeLessThan(1e-5);
  });

  it('takes alphas beside the layers, or the settings in the metadata', async () => {
    const tensors = pair('transformer.net.down');
    const beside = await write('alpha', {
      ...tensors,
      'transformer.net.down.alpha': tf.scalar(8),
    });
    const inside = await write('metadata', tensors, {
      lora_adapter_metadata: JSON.stringify({ 'transformer.r': 2, 'transformer.lora_alpha': 8 }),
    });
    const expected = tf.mul(product(), 4);
    expect(difference(await deltaOf(beside, 'net.down'), expected)).toBeLessThan(1e-4);
    expect(difference(await deltaOf(inside, 'net.down'), expected)).toBeLessThan(1e-4);
    const broken = await write('broken', tensors, {
      lora_adapter_metadata: '{',
    });
    await expect(loadAdapter(broken, slots())).rejects.toThrow(/not JSON/);
  });

  it("knows the words of ai-toolkit's DoRA and of DiffSynth", async () => {
    const words = ['lora_A.default.weight', 'lora_B.default.weight'] as const;
    const path = await write('default', pair('net.down', ...words));
    expect(difference(await deltaOf(path, 'net.down'), product())).toBeLessThan(1e-5);
    const dora = await write('ai-toolkit-dora', {
      ...pair('diffusion_model.net.down'),
      'diffusion_model.net.down.magnitude': tf.fill([4], 2),
    });
    const { adapter, form } = await loadAdapter(dora, slots());
    expect([form, adapter.config.method]).toEqual(['ComfyUI', 'dora']);
    expect([...adapter.parameters['net.down.lora_magnitude_vector']!.dataSync()]).toEqual([
      2, 2, 2, 2,
    ]);
  });

  it('keeps the patterns of its metadata where the model has other names', async () => {
    const filters = (name: string) => ({
      [`unet.${name}.lora_A.weight`]: tf.reshape(down(), [2, 6, 1, 1]),
      [`unet.${name}.lora_B.weight`]: tf.reshape(up(), [4, 2, 1, 1]),
    });
    const tensors = {
      ...filters('mid_block.resnets.0.conv1'),
      ...filters('mid_block.resnets.0.conv2'),
    };
    const settings = { 'unet.r': 2, 'unet.lora_alpha': 2, 'unet.alpha_pattern': { conv2: 6 } };
    const path = await write('patterns', tensors, {
      lora_adapter_metadata: JSON.stringify(settings),
    });
    const names = ['in_layers.2', 'out_layers.3'].map(
      (layer) => `model.diffusion_model.middle_block.0.${layer}`,
    );
    const { adapter } = await loadAdapter(
      path,
      names.map((name) => slotOf(name, 6, 4, seeded(1), 'conv1x1')),
    );
    const alphas = names.map((name) => adapter.layers.get(name)?.config.lora_alpha);
    expect(alphas).toEqual([2, 6]);
  });

  it('has alpha = r in each layer, whatever ranks they have', async () => {
    const wide = { down: normals(seeded(7), [3, 4]), up: normals(seeded(8), [6, 3]) };
    const path = await write('ranks', {
      ...pair('unet.net.down'),
      'unet.net.up.lora_A.weight': wide.down,
      'unet.net.up.lora_B.weight': wide.up,
    });
    expect(difference(await deltaOf(path, 'net.down'), product())).toBeLessThan(1e-5);
    const expected = tf.matMul(wide.up as tf.Tensor2D, wide.down as tf.Tensor2D);
    expect(difference(await deltaOf(path, 'net.up'), expected)).toBeLessThan(1e-5);
  });

  it('a single factor is a SingLoRA', async () => {
    const path = await write('simpletuner', {
      'transformer.net.up.lora_A': factor(7),
      'transformer.net.down.lora_A': factor(8),
    });
    const { adapter } = await loadAdapter(path, slots());
    expect([adapter.config.method, adapter.config.lora_alpha, adapter.u]).toEqual([
      'singlora',
      2,
      1,
    ]);
    const a = factor(7);
    const expected = tf.slice(tf.matMul(a, a, false, true), [0, 0], [6, 4]);
    expect(difference(await deltaOf(path, 'net.up'), expected)).toBeLessThan(1e-5);
  });

  it("beside PEFT's settings, whose alpha diffusers does not read, is refused", async () => {
    const own = join(folder, 'of-two-programs');
    await mkdir(own, { recursive: true });
    await write('of-two-programs/adapter_model', pair('transformer.h.0.attn.c_attn'));
    const settings = { peft_type: 'LORA', r: 2, lora_alpha: 32, target_modules: ['c_attn'] };
    await writeFile(join(own, 'adapter_config.json'), JSON.stringify(settings));
    await expect(readAdapter(own)).rejects.toThrow(/move it away.*base_model\.model\./);
  });

  it('with several components asks which, and names strays', async () => {
    const path = await write('two', {
      'unet.net.up.lora_A': factor(7),
      'text_encoder.net.down.lora_A': factor(8),
    });
    await expect(loadAdapter(path, slots())).rejects.toThrow(
      /text_encoder, unet|unet, text_encoder/,
    );
    expect((await loadAdapter(path, slots(), { component: 'unet' })).adapter.targets).toEqual([
      'net.up',
    ]);
    const stray = await write('stray', {
      'unet.net.up.hada_w1_a': factor(7),
    });
    await expect(loadAdapter(stray, slots())).rejects.toThrow(/hada_w1_a/);
    const bare = await write('bare', {
      'base_model.model.up.lora_A.weight': factor(7),
    });
    await expect(readAdapter(bare)).rejects.toThrow(/adapter_config\.json that PEFT saved/);
    const unknown = await write('unknown', {
      'lora_prior_x.lora_down.weight': factor(7),
    });
    await expect(loadAdapter(unknown, slots())).rejects.toThrow(/not an adapter in a known form/);
    const elsewhere = await write('elsewhere', {
      'unet.other.lora_A': factor(7),
    });
    await expect(loadAdapter(elsewhere, slots())).rejects.toThrow(/the model has no such layers/);
  });
});

describe('kohya', () => {
  const layer = (name: string) => pair(name, 'lora_down.weight', 'lora_up.weight');

  it('finds the layers by the model, with the alpha beside them or their rank', async () => {
    const plain = await write('kohya', layer('lora_unet_net_down'));
    expect(difference(await deltaOf(plain, 'net.down'), product())).toBeLessThan(1e-5);
    const path = await write('kohya-alpha', {
      ...layer('lora_unet_net_down'),
      'lora_unet_net_down.alpha': tf.scalar(1),
    });
    expect(difference(await deltaOf(path, 'net.down'), tf.mul(product(), 0.5))).toBeLessThan(1e-5);
    expect((await loadAdapter(path, slots())).form).toBe('kohya');
  });

  it('needs the model, and names what has no place on it', async () => {
    const path = await write('kohya-other', {
      ...layer('lora_unet_net_down'),
      ...layer('lora_unet_net_other'),
    });
    await expect(readAdapter(path)).rejects.toThrow(/only the model shows.*--base/);
    await expect(loadAdapter(path, slots())).rejects.toThrow(/no place: lora_unet_net_other/);
  });

  it('reads a scale of rows as a magnitude, and says of one that cannot be', async () => {
    const withScale = (name: string, shape: number[], more = {}) =>
      write(`kohya-dora-${name}`, {
        ...layer('lora_unet_net_down'),
        'lora_unet_net_down.dora_scale': tf.fill(shape, 3),
        ...more,
      });
    const { adapter } = await loadAdapter(await withScale('rows', [4, 1]), slots());
    expect(adapter.config.method).toBe('dora');
    expect([...adapter.parameters['net.down.lora_magnitude_vector']!.dataSync()]).toEqual([
      3, 3, 3, 3,
    ]);
    await expect(loadAdapter(await withScale('columns', [1, 6]), slots())).rejects.toThrow(
      /columns of weights, the inputs \(lora_unet_net_down\.dora_scale\)/,
    );
    await expect(loadAdapter(await withScale('short', [3, 1]), slots())).rejects.toThrow(
      /dora_scale: the tensor has shape \[3\], expected \[4\]/,
    );
    const half = await withScale('half', [4, 1], {
      'lora_unet_net_up.lora_down.weight': tf.ones([2, 4]),
      'lora_unet_net_up.lora_up.weight': tf.ones([6, 2]),
    });
    await expect(loadAdapter(half, slots())).rejects.toThrow(
      /lacks.*net\.up\.lora_magnitude_vector/,
    );
  });

  it("is read without the model where its words are diffusers'", async () => {
    const path = await write('kohya-words', {
      ...layer('lora_unet_mid_block_attentions_0_proj_in'),
      ...layer('lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_out_0'),
    });
    const archive = await readAdapter(path);
    expect(archive.layers.map(({ name }) => name).sort()).toEqual([
      'down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_out.0',
      'mid_block.attentions.0.proj_in',
    ]);
    disposeArchive(archive);
  });

  it('finds the layers of XL by the names of CompVis, in a model by either and in a whole checkpoint', async () => {
    const path = await write('kohya-xl', layer('lora_unet_input_blocks_4_1_proj_in'));
    const archive = await readAdapter(path);
    expect(archive.layers.map(({ name }) => name)).toEqual(['down_blocks.1.attentions.0.proj_in']);
    disposeArchive(archive);
    const theirs = await write('kohya-1', layer('lora_unet_down_blocks_1_attentions_0_proj_in'));
    for (const name of [
      'down_blocks.1.attentions.0.proj_in',
      'input_blocks.4.1.proj_in',
      'model.diffusion_model.input_blocks.4.1.proj_in',
    ])
      for (const file of [path, theirs]) {
        const { adapter } = await loadAdapter(file, [slotOf(name, 6, 4)]);
        expect(adapter.targets).toEqual([name]);
      }
    const text = await write('kohya-te', layer('lora_te_text_model_encoder_layers_0_mlp_fc1'));
    for (const name of [
      'cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1',
      'encoder.layers.0.mlp.fc1', // since transformers 5
    ]) {
      const { adapter } = await loadAdapter(text, [slotOf(name, 6, 4)]);
      expect(adapter.targets).toEqual([name]);
    }
  });

  it('may be of LyCORIS without the scripts, which does not say of which part it is', async () => {
    const path = await write('lycoris-own', layer('lycoris_mid_block_attentions_0_proj_in'));
    const archive = await readAdapter(path);
    expect(archive.layers.map(({ name }) => name)).toEqual(['mid_block.attentions.0.proj_in']);
    expect([archive.form, archive.component]).toEqual(['kohya', undefined]);
    disposeArchive(archive);
    for (const [name, options] of [
      ['mid_block.attentions.0.proj_in', {}],
      ['model.diffusion_model.middle_block.1.proj_in', { component: 'unet' }],
    ] as const) {
      const { adapter } = await loadAdapter(path, [slotOf(name, 6, 4)], options);
      expect(adapter.targets).toEqual([name]);
    }
  });

  it("calls Stable Diffusion XL's text encoders as diffusers does", async () => {
    const path = await write('kohya-te1', {
      ...layer('lora_te1_net_down'),
      ...layer('lora_te2_net_up'),
    });
    await expect(loadAdapter(path, slots())).rejects.toThrow(
      /text_encoder, text_encoder_2; choose/,
    );
    for (const component of ['text_encoder', 'text_encoder_1']) {
      const { adapter } = await loadAdapter(path, slots(), { component });
      expect(adapter.targets).toEqual(['net.down']);
    }
  });

  it('writes the first of those for kohya again by its number, whatever the base calls its layers', async () => {
    const name = 'lora_te1_text_model_encoder_layers_0_self_attn_q_proj';
    const path = await write('kohya-te1-alone', layer(name));
    const base = await write('xl-clip', {
      'conditioner.embedders.0.transformer.text_model.encoder.layers.0.self_attn.q_proj.weight':
        tf.zeros([4, 6]),
    });
    for (const options of [{}, await layersOfCheckpoint(base)]) {
      const archive = await readAdapter(path, options);
      const out = join(folder, 'kohya-te1-again.safetensors');
      await exportAdapter(out, archive, 'kohya', archive.component);
      disposeArchive(archive);
      const file = await openSafetensors(out);
      expect(file.names).toContain(`${name}.lora_down.weight`);
      await file.close();
    }
  });

  it('chooses none of two layers of the model that are spelled alike', async () => {
    const path = await write('kohya-alike', layer('lora_unet_net_down'));
    await expect(
      loadAdapter(path, [slotOf('net.down', 6, 4), slotOf('net_down', 6, 4)]),
    ).rejects.toThrow(/net_down may be any of net\.down, net_down/);
  });

  it("says what to give as the base where a text encoder is in OpenCLIP's form", async () => {
    const layers = 'encoder.layers.0.mlp.fc1';
    const kohya = await write(
      'kohya-te2',
      layer(`lora_te2_text_model_${layers.replaceAll('.', '_')}`),
    );
    const diffusers = await write('te2', pair(`text_encoder_2.text_model.${layers}`));
    const base = await write('xl', {
      'conditioner.embedders.1.model.transformer.resblocks.0.mlp.c_fc.weight': tf.zeros([4, 6]),
    });
    for (const path of [kohya, diffusers]) {
      const merging = async () =>
        mergeIntoCheckpoint(
          await readAdapter(path, await layersOfCheckpoint(base)),
          base,
          join(folder, 'xl-merged.safetensors'),
        );
      await expect(merging()).rejects.toThrow(
        /OpenCLIP's form.*text_encoder_2\/model\.safetensors/,
      );
    }
  });

  it('names convolutions along four axes', async () => {
    const wide = await write('kohya-3x3x3x3', {
      'lora_unet_net_down.lora_down.weight': tf.ones([2, 6, 3, 3, 3, 3]),
      'lora_unet_net_down.lora_up.weight': tf.ones([4, 2, 1, 1, 1, 1]),
    });
    await expect(loadAdapter(wide, slots())).rejects.toThrow(
      /net\.down is a convolution of 3×3×3×3/,
    );
  });

  it('tells of the layers of text encoders that it leaves out', async () => {
    const path = await write('kohya-text', {
      ...layer('lora_unet_net_down'),
      ...layer('lora_te2_text_down'),
    });
    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    await loadAdapter(path, slots(), { component: 'unet', onNotice });
    expect(notices).toEqual([expect.stringMatching(/text_encoder_2, which are left out/)]);
    await expect(loadAdapter(path, slots())).rejects.toThrow(/text_encoder_2, unet; choose one/);
    await expect(loadAdapter(path, slots(), { component: 'text_encoder' })).rejects.toThrow(
      /holds nothing of text_encoder, but of text_encoder_2, unet/,
    );
  });
});
