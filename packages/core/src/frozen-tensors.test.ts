import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import { createAdapter } from './adapter.ts';
import { countParameters } from './count.ts';
import { packAdapter, unpackAdapter } from './files/pack.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import { trainedALittle } from './kit.methods.test.support.ts';
import { difference, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import type { Method } from './method.ts';
import { methods } from './registry.ts';
import type { Slot } from './slot.ts';

const registry = methods as Map<string, Method>;
let slots: Slot[];
let x: tf.Tensor;
beforeAll(async () => {
  await startTensorFlow();
  slots = [slotOf('layer', 4, 6)];
  x = tf.ones([3, 4]);
});
afterAll(() => void registry.delete('half'));

/** SymLoRA with a frozen Q. */
const symlora = methods.get('symlora')!;
registry.set('half', {
  ...symlora,
  name: 'half',
  schema: {
    ...symlora.schema,
    safeParse: (given: object) => {
      const { data } = symlora.schema.safeParse({ ...given, method: 'symlora' });
      return { success: true, data: { ...data, method: 'half' } };
    },
  } as unknown as Method['schema'],
  peft: { type: 'SINGLORA', marks: { method: 'half' } },
  parameters(layer, config) {
    const { Q, ...rest } = symlora.parameters(layer, config);
    return { ...rest, Q: { ...Q!, group: 'frozen' } };
  },
});

const config = parseAdapterConfig({ method: 'half', r: 2, target_modules: ['layer'] });

it('are not trained, and not counted', () => {
  const adapter = createAdapter(slots, config, seeded(1));
  expect(Object.keys(adapter.parameters)).toEqual(['layer.lambda']);
  expect(Object.keys(adapter.groups)).toEqual(['layer.lambda']);
  expect(adapter.frozen).toContain(adapter.untrained['layer.Q']);
  expect([adapter.trainable, adapter.adapterParameters]).toEqual([2, 2]);
  expect(countParameters(slots, config)).toBe(2);
});

it('are saved and freed with what is trained', async () => {
  const adapter = createAdapter(slots, config, seeded(1));
  const parameters = trainedALittle(adapter, 2);
  const y = adapter.apply(parameters, tf.scalar(1))('layer', x);
  const files = await packAdapter(adapter, { parameters });
  const loaded = await unpackAdapter(files, slots);
  expect(Object.keys(loaded.adapter.parameters)).toEqual(['layer.lambda']);
  expect(difference(loaded.adapter.untrained['layer.Q']!, adapter.untrained['layer.Q']!)).toBe(0);
  const set = new AdapterSet(slots);
  set.add('one', loaded.adapter);
  set.use('one');
  expect(difference(set.apply('layer', x), y)).toBe(0);
  set.merge();
  expect(difference(set.apply('layer', x), y)).toBeLessThan(1e-5);
  set.unmerge();
  set.delete('one');
  expect(loaded.adapter.untrained['layer.Q']!.isDisposed).toBe(true);
});
