import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import { asInTfjs, channelsLast, tensorsOf } from './fixture.test.support.ts';
import { difference, startTensorFlow } from './kit.test.support.ts';
import { loadAdapter } from './node/save-load.ts';
import type { Slot } from './slot.ts';

/** Made by tools/fixtures/peft_stacked.py. */
const folder = fileURLToPath(new URL('./fixtures/peft-stacked/', import.meta.url));

beforeAll(startTensorFlow);

async function slotsOf(): Promise<Slot[]> {
  const base = await tensorsOf(`${folder}base.safetensors`);
  const named = (name: string) => ({
    name,
    weight: base.get(`${name}.weight`)!,
    ...(base.has(`${name}.bias`) && { bias: base.get(`${name}.bias`) as tf.Tensor1D }),
  });
  const look = named('look');
  return [
    { ...named('query'), kind: 'linear', inFeatures: 5, outFeatures: 4 },
    { ...named('up'), kind: 'conv1d', inFeatures: 5, outFeatures: 6 },
    { ...named('table'), kind: 'embedding', inFeatures: 7, outFeatures: 4 },
    {
      ...look,
      weight: asInTfjs(look.weight),
      kind: 'convolution',
      kernel: [2, 3],
      inFeatures: 18,
      outFeatures: 4,
      moves: { padding: 1 },
    },
  ];
}

it.each(['plain,dora', 'dora,plain', 'dora,other', 'other,dora'])(
  'is what PEFT runs and merges of %s, on every kind of layer',
  async (order) => {
    const slots = await slotsOf();
    const expected = await tensorsOf(`${folder}expected.safetensors`);
    const set = new AdapterSet(slots);
    for (const name of ['plain', 'dora', 'other'])
      set.add(name, (await loadAdapter(`${folder}${name}`, slots)).adapter);
    set.use(...order.split(','));
    const check = () => {
      for (const { name, kind } of slots) {
        const [x, y] = [`${name}.x`, `${order}.${name}.y`].map((key) => expected.get(key)!);
        const turned = kind === 'convolution' ? channelsLast : tf.clone;
        const input = kind === 'embedding' ? tf.cast(x!, 'int32') : turned(x!);
        expect(difference(set.apply(name, input), turned(y!))).toBeLessThan(1e-6);
      }
    };
    check();
    set.merge();
    check();
    for (const { name, kind } of slots) {
      const weight = expected.get(`${order}.${name}.weight`)!;
      const wanted = kind === 'convolution' ? asInTfjs(weight) : weight;
      expect(difference(set.mergedWeights()[`${name}.weight`]!, wanted)).toBeLessThan(1e-6);
    }
  },
);

it('keeps its tensors where it is filled and merged within tf.tidy', async () => {
  const slots = await slotsOf();
  const { adapter } = await loadAdapter(`${folder}plain`, slots);
  const set = new AdapterSet(slots);
  tf.tidy(() => set.add('plain', adapter));
  set.use('plain');
  const x = tf.ones([2, 5]);
  const before = set.apply('query', x);
  tf.tidy(() => set.merge());
  expect(difference(set.apply('query', x), before)).toBeLessThan(1e-6);
});

it('refuses an adapter of layers that the model lacks', async () => {
  const slots = await slotsOf();
  const { adapter } = await loadAdapter(`${folder}plain`, slots);
  const other = new AdapterSet(slots.filter(({ name }) => name !== 'up'));
  expect(() => other.add('plain', adapter)).toThrow(/no layer "up"/);
  expect(other.names).toEqual([]);
});

it('refuses other parameters than the adapter’s, and a value that no ramp has', async () => {
  const slots = await slotsOf();
  const { adapter } = await loadAdapter(`${folder}plain`, slots);
  const set = new AdapterSet(slots);
  expect(() => set.add('empty', adapter, {})).toThrow(/parameters/);
  expect(() => set.add('unknown', adapter, adapter.parameters, NaN)).toThrow(/ramp|u\b/);
  expect(set.names).toEqual([]);
});
