import { fileURLToPath } from 'node:url';
import type { NamedTensors } from './kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import type { Adapter } from './adapter.ts';
import { archiveAdapter, restoreAdapter } from './files/archive.ts';
import { toLora } from './files/to-lora.ts';
import { tensorsOf } from './fixture.test.support.ts';
import { adapterOn } from './kit.methods.test.support.ts';
import { difference, startTensorFlow } from './kit.test.support.ts';
import { packAdapter, unpackAdapter } from './files/pack.ts';
import type { Slot } from './slot.ts';

/** Made by tools/fixtures/peft_starts.py. */
const path = fileURLToPath(new URL('./fixtures/peft-starts.safetensors', import.meta.url));

let fixture: Map<string, tf.Tensor>;
let slots: Slot[];

beforeAll(async () => {
  await startTensorFlow();
  fixture = await tensorsOf(path);
  slots = ['square', 'wide', 'narrow', 'transposed'].map((name): Slot => {
    const weight = found(`${name}.weight`);
    const [rows, columns] = weight.shape as [number, number];
    return name === 'transposed'
      ? { name, kind: 'conv1d', inFeatures: rows, outFeatures: columns, weight }
      : { name, kind: 'linear', inFeatures: columns, outFeatures: rows, weight };
  });
});

const found = (name: string): tf.Tensor => fixture.get(name)!;

const linear = ['square', 'wide', 'narrow'];
const cases: [string, string[], object][] = [
  ['pissa', linear, { method: 'lora', init_lora_weights: 'pissa' }],
  ['pissa-rslora', linear, { method: 'rslora', init_lora_weights: 'pissa' }],
  ['pissa-dora', linear, { method: 'dora', init_lora_weights: 'pissa' }],
  ['pissa-transposed', ['transposed'], { method: 'lora', init_lora_weights: 'pissa' }],
  ['olora', linear, { method: 'lora', init_lora_weights: 'olora' }],
  ['olora-dora', linear, { method: 'dora', init_lora_weights: 'olora' }],
];

const adapterOf = (layers: string[], settings: object): Adapter =>
  adapterOn(slots, { r: 2, lora_alpha: 3, target_modules: layers, ...settings });

/**
 * The values that PEFT trained. A decomposition leaves the signs of its directions open, so they are matched to the
 * start here.
 */
function trained(name: string, layers: string[], { parameters }: Adapter): NamedTensors {
  const values = { ...parameters };
  for (const layer of layers) {
    const b = parameters[`${layer}.lora_B`] as tf.Tensor2D;
    const theirs = found(`${name}.${layer}.start_B`);
    const signs = tf.sign(tf.sum(tf.mul(b, theirs), 0));
    expect(difference(tf.mul(theirs, signs), b)).toBeLessThan(1e-5);
    const startOfA = tf.mul(found(`${name}.${layer}.start_A`), tf.reshape(signs, [-1, 1]));
    expect(difference(startOfA, parameters[`${layer}.lora_A`]!)).toBeLessThan(1e-5);
    values[`${layer}.lora_A`] = tf.mul(found(`${name}.${layer}.A`), tf.reshape(signs, [-1, 1]));
    values[`${layer}.lora_B`] = tf.mul(found(`${name}.${layer}.B`), signs);
    const magnitude = fixture.get(`${name}.${layer}.magnitude`);
    if (magnitude) values[`${layer}.lora_magnitude_vector`] = magnitude;
  }
  return values;
}

function merged(adapter: Adapter, parameters: NamedTensors): NamedTensors {
  const set = new AdapterSet(slots);
  set.add('one', adapter, parameters);
  set.use('one');
  set.merge();
  return set.mergedWeights();
}

function expectMerged(name: string, layers: string[], weights: NamedTensors): void {
  for (const layer of layers) {
    const theirs = found(`${name}.${layer}.merged`);
    expect(difference(weights[`${layer}.weight`]!, theirs)).toBeLessThan(1e-5);
  }
}

describe('starts from a part of the weight are those of peft', () => {
  it.each(cases)(
    '%s: its factors, and the weights merged after training',
    (name, layers, settings) => {
      const adapter = adapterOf(layers, settings);
      expectMerged(name, layers, merged(adapter, trained(name, layers, adapter)));
    },
  );

  it.each(cases)(
    '%s: saved, it is an adapter on the weight as it was',
    async (name, layers, settings) => {
      const adapter = adapterOf(layers, settings);
      const parameters = trained(name, layers, adapter);
      const files = await packAdapter(adapter, { parameters });
      const json = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as object;
      expect(json).toMatchObject({ peft_type: 'LORA', r: 4, init_lora_weights: true });
      const { adapter: loaded } = await unpackAdapter(files, slots);
      expectMerged(name, layers, merged(loaded, loaded.parameters));
    },
  );

  it('are converted to the product that peft converts to', () => {
    const adapter = adapterOf(linear, { method: 'lora', init_lora_weights: 'pissa' });
    const layers = trained('pissa', linear, adapter);
    const { config, layers: converted } = toLora(archiveAdapter(adapter, layers, 1));
    expect(config).toMatchObject({ r: 4, lora_alpha: 6, rank_pattern: {}, alpha_pattern: {} });
    const product = (b: tf.Tensor, a: tf.Tensor) => tf.matMul(b as tf.Tensor2D, a as tf.Tensor2D);
    for (const { name, parameters } of converted) {
      const theirs = (factor: string) =>
        found(`converted:base_model.model.${name}.lora_${factor}.weight`);
      const ours = product(parameters['lora_B']!, parameters['lora_A']!);
      expect(difference(ours, product(theirs('B'), theirs('A')))).toBeLessThan(1e-5);
    }
  });
});

it('an archive keeps the start, on the same model and on another', () => {
  const adapter = adapterOf(linear, { method: 'dora', init_lora_weights: 'pissa' });
  const parameters = trained('pissa-dora', linear, adapter);
  const again = restoreAdapter(archiveAdapter(adapter, parameters, 1), slots);
  const [before, after] = [merged(adapter, parameters), merged(again, again.parameters)];
  for (const [name, weight] of Object.entries(before))
    expect(difference(weight, after[name]!)).toBe(0);
});
