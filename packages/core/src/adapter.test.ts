import { folderForThisTest } from './disk/temporary.test.support.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAdapter } from './adapter.ts';
import { loadAdapter, saveAdapter } from './node/save-load.ts';
import { adapterOn } from './kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import { parseAdapterConfig } from './adapter-config.ts';

beforeAll(startTensorFlow);

const model = () => [
  slotOf('layer.0.query', 6, 6),
  slotOf('layer.0.up', 6, 10),
  slotOf('layer.0.down', 10, 6),
  slotOf('classifier', 6, 3),
];

describe('createAdapter', () => {
  it.each([
    ['lora', { init_lora_weights: 'pissa', r: 4 }, /r = 4 has only 3/],
    ['lora', { init_lora_weights: 'orthogonal', rank_pattern: { classifier: 3 } }, /even rank/],
    ['singlora', { init: { dist: 'principal' }, r: 4 }, /r = 4 has only 3/],
  ])('leaves nothing behind where a later layer is refused: %s %o', (method, more, message) => {
    const slots = model();
    const { numTensors } = tf.memory();
    expect(() =>
      adapterOn(slots, {
        method,
        r: 2,
        target_modules: ['query', 'classifier'],
        ...more,
      }),
    ).toThrow(message);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('fills in the defaults of its settings, and says what is wrong with them or the random numbers', () => {
    const settings = { method: 'lora', target_modules: ['query'] };
    const make = (more: object, random: unknown = seeded(1)) =>
      createAdapter(model(), { ...settings, ...more } as never, random as never);
    expect(make({}).config).toEqual(parseAdapterConfig(settings));
    expect(() => make({ r: 1.5, rank: 2 })).toThrow(/r: .*\n.*unknown setting "rank"/);
    expect(() => make({}, { uniform: Math.random })).toThrow(/lacks normal: give functions/);
  });

  it('declares SingLoRA parameters of max(in, out) · r and LoRA parameters of (in + out) · r', () => {
    const targets = { target_modules: ['query', 'up', 'down'], r: 2 };
    const sing = adapterOn(model(), { method: 'singlora', ...targets });
    expect(
      Object.fromEntries(Object.entries(sing.parameters).map(([n, t]) => [n, t.shape])),
    ).toEqual({ 'layer.0.query.A': [6, 2], 'layer.0.up.A': [10, 2], 'layer.0.down.A': [10, 2] });
    expect(sing.trainable).toBe(52);
    const lora = adapterOn(model(), { method: 'lora', ...targets });
    expect(lora.trainable).toBe(2 * (12 + 16 + 16));
    expect(lora.parameters['layer.0.up.lora_A']?.shape).toEqual([2, 6]);
    expect(lora.parameters['layer.0.up.lora_B']?.shape).toEqual([10, 2]);
  });

  it('trains the modules to save whole, apart from the adapter', () => {
    const adapter = createAdapter(
      model(),
      parseAdapterConfig({ method: 'lora', r: 1, target_modules: ['query'] }),
      seeded(1),
      { modulesToSave: ['classifier'] },
    );
    expect(adapter.saved).toEqual(['classifier']);
    expect(adapter.adapterParameters).toBe(12);
    expect(adapter.trainable).toBe(12 + 21);
    expect(adapter.groups['classifier.bias']).toEqual({ lrScale: 1, weightDecay: false });
  });

  it('leaves what is not to be trained of the modules to save, and saves it', async () => {
    const slots = [...model(), slotOf('head.dense', 6, 6), slotOf('head.out_proj', 6, 3)];
    const config = parseAdapterConfig({ method: 'lora', r: 1, target_modules: ['query'] });
    const layers = { modulesToSave: ['head'], untrained: ['head.dense'] };
    const adapter = createAdapter(slots, config, seeded(1), layers);
    expect(adapter.saved).toEqual(['head.out_proj']);
    expect(adapter.trainable).toBe(12 + 21);
    expect(Object.keys(adapter.groups)).toEqual(Object.keys(adapter.parameters));
    expect(adapter.frozen).toContain(slots[4]?.weight); // what is used and stays
    expect(adapter.frozen).not.toContain(slots[5]?.weight);

    const folder = folderForThisTest();
    await saveAdapter(folder, adapter);
    // The file fits another model with a different head.
    const others = [
      ...model(),
      slotOf('head.dense', 6, 6, seeded(7)),
      slotOf('head.out_proj', 6, 3),
    ];
    const { adapter: loaded } = await loadAdapter(folder, others);
    expect(loaded.config.modules_to_save).toEqual(['head']);
    const x = normals(seeded(5), [4, 6]);
    const run = ({ apply, parameters }: typeof adapter) =>
      apply(parameters, tf.scalar(1))('head.dense', x);
    expect(difference(run(loaded), run(adapter))).toBe(0);
  });

  it('drops inputs of the low-rank path only when given a seed, and the same ones for the same seed', () => {
    const slots = [slotOf('query', 6, 6)];
    const adapter = adapterOn(slots, {
      method: 'singlora',
      lora_dropout: 0.5,
      target_modules: ['query'],
    });
    const x = normals(seeded(5), [8, 6]);
    const run = (seed?: number) =>
      adapter.apply(
        adapter.parameters,
        tf.scalar(1),
        seed === undefined ? undefined : tf.tensor1d([seed, 1], 'int32'),
      )('query', x);
    expect(difference(run(1), run(1))).toBe(0);
    expect(difference(run(1), run(2))).toBeGreaterThan(1e-3);
    expect(difference(run(1), run())).toBeGreaterThan(1e-3);
  });

  it('drops other inputs at each layer, however alike the layers are', () => {
    const slot = slotOf('query', 6, 6);
    const adapter = adapterOn([slot, { ...slot, name: 'value' }], {
      method: 'singlora',
      lora_dropout: 0.5,
      target_modules: ['query', 'value'],
    });
    const { 'query.A': a } = adapter.parameters;
    const values = { 'query.A': a!, 'value.A': a! };
    const x = normals(seeded(5), [8, 6]);
    const apart = (seed?: tf.Tensor1D) => {
      const apply = adapter.apply(values, tf.scalar(1), seed);
      return difference(apply('query', x), apply('value', x));
    };
    expect(apart()).toBe(0);
    expect(apart(tf.tensor1d([1, 1], 'int32'))).toBeGreaterThan(1e-3);
  });

  it('names parameters that are missing and layers that do not exist', () => {
    const slots = [slotOf('query', 6, 6)];
    const adapter = adapterOn(slots, { method: 'lora' });
    expect(() => adapter.apply({}, tf.scalar(1))).toThrow(/query\.lora_A, query\.lora_B/);
    const apply = adapter.apply(adapter.parameters, tf.scalar(1));
    expect(() => apply('qurey', tf.zeros([1, 6]))).toThrow(/Near names: query/);
  });

  it('refuses two layers of one name, and tensors of another rank', () => {
    const config = parseAdapterConfig({ method: 'lora', r: 2, target_modules: ['query'] });
    const twice = [slotOf('query', 4, 4), slotOf('up', 4, 6), slotOf('query', 4, 4)];
    expect(() => createAdapter(twice, config, seeded(1))).toThrow(/more than one .* query\./);
    const adapter = createAdapter(twice.slice(1), config, seeded(1));
    const wider = { ...adapter.parameters, 'query.lora_A': tf.zeros([3, 4]) };
    expect(() => adapter.apply(wider, tf.scalar(1))).toThrow(
      /query\.lora_A: the parameter has shape \[3, 4\], expected \[2, 4\]/,
    );
  });
});
