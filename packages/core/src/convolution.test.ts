import { fileURLToPath } from 'node:url';
import { parseSafetensors } from './formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import { frozen } from './adapter.ts';
import { archiveAdapter } from './files/archive.ts';
import { encodeExport } from './files/export.ts';
import { packAdapter, unpackAdapter } from './files/pack.ts';
import { asInTfjs, channelsLast, tensorsOf } from './fixture.test.support.ts';
import { adapterOn, trainedALittle } from './kit.methods.test.support.ts';
import { difference, normals, seeded, startTensorFlow } from './kit.test.support.ts';
import { loadAdapter } from './node/save-load.ts';
import type { Slot } from './slot.ts';

/** Made by tools/fixtures/peft_convolutions.py. */
const fixtures = (name: string) =>
  fileURLToPath(new URL(`./fixtures/peft-models/${name}/`, import.meta.url));

const models: Record<string, Record<string, NonNullable<Slot['moves']>>> = {
  convolutions: {
    down: { stride: 2, padding: 1 },
    row: { padding: [[0, 0], [1, 1]] }, // prettier-ignore
    even: {},
    point: {},
  },
  'convolutions-1d-3d': {
    down: { stride: 2, padding: 1 },
    sound_point: {},
    film: { stride: [2, 1, 3], padding: [[1, 1], [0, 0], [2, 2]] }, // prettier-ignore
  },
};

async function slotsOf(model: string): Promise<Slot[]> {
  const base = await tensorsOf(`${fixtures(model)}base.safetensors`);
  return Object.entries(models[model]!).map(([name, moves]): Slot => {
    const filters = base.get(`${name}.weight`)!;
    const [outFeatures, channels, ...kernel] = filters.shape as [number, number, ...number[]];
    const sizes = { inFeatures: channels * tf.util.sizeFromShape(kernel), outFeatures, kernel };
    const bias = base.get(`${name}.bias`) as tf.Tensor1D | undefined;
    const weight = asInTfjs(filters);
    return { name, kind: 'convolution', ...sizes, moves, weight, ...(bias && { bias }) };
  });
}

let slots: Slot[];

beforeAll(async () => {
  await startTensorFlow();
  slots = await slotsOf('convolutions');
});

describe.each(Object.keys(models))('an adapter of %s is that of peft', (model) => {
  it.each(['lora', 'dora', 'rslora'])('%s, before and after merging', async (name) => {
    const slots = await slotsOf(model);
    const outputs = await tensorsOf(`${fixtures(model)}${name}/outputs.safetensors`);
    const { adapter } = await loadAdapter(`${fixtures(model)}${name}`, slots);
    const set = new AdapterSet(slots);
    set.add('one', adapter);
    set.use('one');
    const check = () => {
      for (const layer of adapter.targets) {
        const y = set.apply(layer, channelsLast(outputs.get(`${layer}.x`)!));
        expect(difference(y, channelsLast(outputs.get(`${layer}.y`)!))).toBeLessThan(1e-5);
      }
    };
    check();
    set.merge();
    check();
    const merged = await tensorsOf(`${fixtures(model)}${name}/merged.safetensors`);
    for (const [key, weight] of merged)
      expect(difference(set.mergedWeights()[key]!, asInTfjs(weight))).toBeLessThan(1e-5);
  });
});

describe('convolutions that PEFT does not run', () => {
  const apart = fileURLToPath(new URL('./fixtures/peft-convolutions/', import.meta.url));
  const slotOf = async (name: string, channels: number, moves: Slot['moves']): Promise<Slot> => {
    const tensors = await tensorsOf(`${apart}dilated/outputs.safetensors`);
    const weight = tf.slice(asInTfjs(tensors.get('layer.weight')!), 0, [3, 3, channels, 6]);
    const sizes = { inFeatures: 9 * channels, outFeatures: 6, kernel: [3, 3] } as const;
    const bias = tensors.get('layer.bias') as tf.Tensor1D;
    return { name, kind: 'convolution', ...sizes, weight, bias, ...(moves && { moves }) };
  };

  it('dilated, are what it merges of them', async () => {
    const outputs = await tensorsOf(`${apart}dilated/outputs.safetensors`);
    const slot = await slotOf('layer', 4, { padding: 1, dilation: 2 });
    const { adapter } = await loadAdapter(`${apart}dilated`, [slot]);
    const y = adapter.apply(adapter.parameters, tf.scalar(1))(
      'layer',
      channelsLast(outputs.get('x')!),
    );
    expect(difference(y, channelsLast(outputs.get('y')!))).toBeLessThan(1e-5);
  });

  it('in groups, are refused', async () => {
    const slot = await slotOf('layer', 2, { padding: 1 });
    await expect(loadAdapter(`${apart}grouped`, [slot])).rejects.toThrow(
      /layer is a convolution in 2 groups.*exclude_modules/,
    );
    const x = normals(seeded(1), [1, 5, 5, 4]);
    expect(() => frozen([slot])('layer', x)).toThrow(/layer is a convolution in 2 groups/);
  });
});

const adapterOf = (method: string, extra: object = {}) => {
  const settings = {
    method,
    r: 2,
    lora_alpha: 3,
    target_modules: ['down', 'row', 'even'],
    ...extra,
  };
  const adapter = adapterOn(slots, settings);
  return { adapter, parameters: trainedALittle(adapter, 2) };
};

const inputOf = (name: string, channels: number): tf.Tensor =>
  normals(seeded(name.length), [1, 5, 6, channels]);

const outputsOf = (
  adapter: ReturnType<typeof adapterOf>['adapter'],
  parameters = adapter.parameters,
  u = 1,
) =>
  adapter.targets.map((name) => {
    const { inFeatures, kernel = [1, 1] } = slots.find((slot) => slot.name === name)!;
    const x = inputOf(name, inFeatures / tf.util.sizeFromShape([...kernel]));
    return adapter.apply(parameters, tf.scalar(u))(name, x);
  });

it.each(['kohya', 'diffusers'] as const)('is written for %s, and read again', async (form) => {
  const { adapter, parameters } = adapterOf('singlora', { rank_pattern: { row: 1 } });
  const expected = outputsOf(adapter, parameters, 0.5);
  const bytes = await encodeExport(archiveAdapter(adapter, parameters, 0.5), form);
  const file = await parseSafetensors(bytes, form);
  const [a, b] =
    form === 'kohya'
      ? ['lora_unet_down.lora_down.weight', 'lora_unet_down.lora_up.weight']
      : ['unet.down.lora_A.weight', 'unet.down.lora_B.weight'];
  expect(file.info(a!).shape).toEqual([2, 3, 3, 3]);
  expect(file.info(b!).shape).toEqual([4, 2, 1, 1]);
  const loaded = await unpackAdapter(bytes, slots);
  const found = outputsOf(loaded.adapter);
  found.forEach((y, i) => expect(difference(y, expected[i]!)).toBeLessThan(1e-4));
});

it('names a filter of another shape, and settings that are none', async () => {
  const { adapter } = adapterOf('singlora');
  const files = await packAdapter(adapter);
  const turned = slots.map((slot): Slot =>
    slot.name === 'row'
      ? { ...slot, kernel: [3, 1], weight: tf.transpose(slot.weight, [1, 0, 2, 3]) }
      : slot,
  );
  await expect(unpackAdapter(files, turned)).rejects.toThrow(
    /row \(filter's size\).*\[1, 3\], expected \[3, 1\]/,
  );
  for (const kernel of [undefined, [], [5], [5, 1], [0, 3], [1, 1, 1, 3], 'square']) {
    const layer_shapes = { row: { kind: 'convolution', in: 9, out: 4, kernel } };
    const json = { peft_type: 'SINGLORA', method: 'singlora', layer_shapes };
    const changed = new TextEncoder().encode(JSON.stringify(json));
    await expect(
      unpackAdapter({ ...files, 'adapter_config.json': changed }, slots),
    ).rejects.toThrow(/it says .* of the layer "row"/);
  }
});
