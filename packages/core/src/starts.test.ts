import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import { type Adapter } from './adapter.ts';
import { adamW, lossAndGradients } from './adamw.test.support.ts';
import { adapterOn } from './kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import { rampAt } from './ramp.ts';
import type { Slot } from './slot.ts';

beforeAll(startTensorFlow);

const fresh = (slot: Slot, settings: object): Adapter => adapterOn([slot], { r: 4, ...settings });

const largest = (tensor: tf.Tensor): number => tf.max(tf.abs(tensor)).dataSync()[0]!;

/** The gradients of the mean squared output on a fixed input. */
const gradientsOf = (adapter: Adapter, { inFeatures }: Slot) => {
  const x = normals(seeded(3), [5, inFeatures]);
  return lossAndGradients(
    (values) => tf.mean(tf.square(adapter.apply(values, tf.scalar(1))('layer', x))),
    adapter.parameters,
  ).gradients;
};

/** The largest entry of the update at u = 1, and of each parameter's gradient. */
function atStart(adapter: Adapter, slot: Slot): { update: number; gradients: number[] } {
  const { p, q, scale } = adapter.update('layer', adapter.parameters, tf.scalar(1));
  return {
    update: largest(tf.mul(tf.matMul(p, q, false, true), scale)),
    gradients: Object.values(gradientsOf(adapter, slot)).map(largest),
  };
}

describe.each([
  [6, 6],
  [4, 8],
  [8, 4],
])('starts on a layer of %d inputs and %d outputs', (inFeatures, outFeatures) => {
  it.each([
    { method: 'lora', init_lora_weights: 'orthogonal' },
    { method: 'dora', init_lora_weights: 'orthogonal' },
    { method: 'signed-singlora', init: { dist: 'paired' }, ramp: 'none' },
    ...['lora', 'dora', 'lora+', 'rslora'].flatMap((method) => [
      { method, init_lora_weights: 'pissa' },
      { method, init_lora_weights: 'olora' },
    ]),
    { method: 'singlora', init: { dist: 'principal' }, ramp: 'none' },
    { method: 'singlora-dora', init: { dist: 'principal' }, ramp: 'none' },
    { method: 'singlora', init: { dist: 'subtracted' }, ramp: 'none' },
    { method: 'singlora-dora', init: { dist: 'subtracted' }, ramp: 'none' },
  ])('change nothing and train everything from the first step: %o', (settings) => {
    const slot = slotOf('layer', inFeatures, outFeatures);
    const { update, gradients } = atStart(fresh(slot, settings), slot);
    expect(update).toBeLessThan(1e-6);
    for (const gradient of gradients) expect(gradient).toBeGreaterThan(1e-3);
  });
});

describe('a start from a part of the weight', () => {
  const settings = [
    { method: 'lora', init_lora_weights: 'pissa' },
    { method: 'dora', init_lora_weights: 'olora' },
    { method: 'singlora', init: { dist: 'principal' }, ramp: 'none' },
  ];

  it.each(settings)('is refused of a weight that is not finite, by name: %o', (one) => {
    for (const bad of [NaN, Infinity]) {
      const slot = slotOf('layer', 6, 4);
      const weight = tf.concat([tf.slice(slot.weight, [0], [3]), tf.fill([1, 6], bad)]);
      expect(() => fresh({ ...slot, weight }, one)).toThrow(
        /weight of layer holds NaN or infinity/,
      );
    }
  });

  it.each(settings)('is among what stays, and is freed with the adapter: %o', (one) => {
    const slot = slotOf('layer', 6, 4);
    const before = tf.memory().numTensors;
    const adapter = fresh(slot, one);
    expect(adapter.frozen).toEqual([slot.weight, slot.bias, ...Object.values(adapter.start)]);
    expect(adapter.adapterParameters).toBe(fresh(slot, { method: one.method }).adapterParameters);
    const set = new AdapterSet([slot]);
    set.add('one', adapter);
    set.delete('one');
    expect(tf.memory().numTensors - before).toBe(
      Object.keys(adapter.parameters).length, // of the second adapter
    );
  });

  it.each([
    [{ r: 5 }, /r = 5 has only 4.*lower r/],
    [{ lora_alpha: 0 }, /lora_alpha = 0/],
  ])('needs as many directions as its rank, and a scale: %o', (extra, message) => {
    for (const one of settings)
      expect(() => fresh(slotOf('layer', 4, 6), { ...one, ...extra })).toThrow(message);
  });

  it('has no root of a negative scale, which QR does not take', () => {
    const slot = slotOf('layer', 4, 6);
    const [pissa, olora, principal] = settings.map(
      (one) => () => fresh(slot, { ...one, lora_alpha: -8 }),
    );
    expect(pissa).toThrow(/pissa.*lora_alpha = -8/);
    expect(principal).toThrow(/principal.*lora_alpha = -8/);
    expect(atStart(olora!(), slot).update).toBeLessThan(1e-6);
  });

  it('of SingLoRA is the positive part of a symmetric weight, in the largest directions', () => {
    const [values, u] = [[3, -2, 1, 0.5], tf.scalar(1)];
    const weight = tf.diag(tf.tensor1d(values)) as tf.Tensor2D;
    const slot: Slot = { name: 'layer', kind: 'linear', inFeatures: 4, outFeatures: 4, weight };
    const config = { method: 'singlora', init: { dist: 'principal' }, r: 3, lora_alpha: 6 };
    const a = fresh(slot, config).start['layer.A'] as tf.Tensor2D;
    // The negative one of the largest three, 3, −2 and 1, has no A; alpha/r is 2.
    const update = tf.mul(tf.matMul(a, a, false, true), tf.mul(u, 2));
    expect(difference(update, tf.diag(tf.tensor1d([3, 0, 1, 0])))).toBeLessThan(1e-4);
  });
});

describe.each([
  [6, 6],
  [4, 8],
  [8, 4],
])('SingLoRA’s random start on a layer of %d inputs and %d outputs', (inFeatures, outFeatures) => {
  const slot = () => slotOf('layer', inFeatures, outFeatures);

  it('is what subtracted takes off the weight, of the same random numbers', () => {
    const random = fresh(slot(), { method: 'singlora' });
    const subtracted = { method: 'singlora', init: { dist: 'subtracted' }, ramp: 'none' };
    const { parameters, start } = fresh(slot(), subtracted);
    const a = random.parameters['layer.A']!;
    expect(difference(parameters['layer.A']!, a)).toBe(0);
    expect(difference(start['layer.A']!, a)).toBe(0);
  });

  it('is that of both untied matrices, so that the update and its first gradients are the same', () => {
    const tied = fresh(slot(), { method: 'singlora' });
    const untied = fresh(slot(), { method: 'untied-singlora' });
    const of = ({ update, parameters }: Adapter) => {
      const { p, q, scale } = update('layer', parameters, tf.scalar(0.5));
      return tf.mul(tf.matMul(p, q, false, true), scale);
    };
    expect(difference(of(untied), of(tied))).toBe(0);
    const { 'layer.A': a, 'layer.B': b } = untied.parameters;
    expect(a!.shape).toEqual([inFeatures, 4]);
    expect(b!.shape).toEqual([outFeatures, 4]);
    const [one, two] = [gradientsOf(tied, slot()), gradientsOf(untied, slot())];
    const full = (side: tf.Tensor) =>
      tf.pad(side as tf.Tensor2D, [
        [0, Math.max(inFeatures, outFeatures) - side.shape[0]!],
        [0, 0],
      ]);
    // The gradient of A, which serves both sides, is the sum of the two sides' own.
    const sum = tf.add(full(two['layer.A']!), full(two['layer.B']!));
    expect(difference(sum, one['layer.A']!)).toBeLessThan(1e-6);
  });

  it('learns untied at the rate of SingLoRA at every width', () => {
    const settings = { lr_scaling: { base_width: 2 } };
    const [tied, untied] = ['singlora', 'untied-singlora'].map((method) =>
      Object.values(fresh(slot(), { method, ...settings }).groups),
    );
    expect(untied).toEqual([tied![0], tied![0]]);
    expect(tied![0]!.lrScale).toBeLessThan(1);
  });
});

it.each([
  [{ method: 'lora', init_lora_weights: 'orthogonal' }, /orthogonal' needs an even rank/],
  [{ method: 'signed-singlora', init: { dist: 'paired' } }, /paired' } needs an even rank/],
])('odd ranks are refused: %o', (settings, message) => {
  expect(() => fresh(slotOf('layer', 4, 4), { ...settings, r: 3 })).toThrow(message);
});

it.each([
  [
    { method: 'singlora', init: { dist: 'principle' } },
    "'uniform' | 'normal' | 'principal' | 'subtracted'",
  ],
  [{ method: 'signed-singlora', init: { dist: 'pair' } }, "'uniform' | 'normal' | 'paired'"],
])('the error of an unknown start lists those there are: %o', (settings, starts) => {
  expect(() => fresh(slotOf('layer', 4, 4), settings)).toThrow(`Expected ${starts}`);
});

it('pairs need as many signs of either kind', () => {
  const settings = { method: 'signed-singlora', init: { dist: 'paired' }, negative: 0.25 };
  expect(() => fresh(slotOf('layer', 4, 4), settings)).toThrow(/negative: 0.5/);
});

describe('a paired start beside the ramp', () => {
  const [steps, watched, width] = [60, 10, 12];

  /** The loss over the first steps of learning a symmetric, indefinite change of a layer. */
  function losses(settings: object, seed: number): number[] {
    const slot = {
      ...slotOf('layer', width, width, seeded(seed)),
      bias: tf.zeros([width]),
    } as Slot;
    const half = normals(seeded(seed + 1), [width, width], 0.3);
    const change = tf.add(half, tf.transpose(half));
    const x = normals(seeded(seed + 2), [64, width]);
    const y = tf.matMul(x as tf.Tensor2D, tf.add(slot.weight, change) as tf.Tensor2D, false, true);
    const adapter = adapterOn([slot], { method: 'signed-singlora', r: 8, ...settings }, seed + 3);
    const optimizer = adamW(0.03, () => 0);
    let { parameters } = adapter;
    return Array.from({ length: watched }, (_, step) => {
      const u = tf.scalar(rampAt(adapter.config, step, steps));
      const { value, gradients } = lossAndGradients(
        (values) => tf.mean(tf.square(tf.sub(adapter.apply(values, u)('layer', x), y))),
        parameters,
      );
      parameters = optimizer(parameters, gradients);
      return value.dataSync()[0]!;
    });
  }

  it.each([1, 2, 3])(
    'is ahead after ten steps of ramps over 1 % and half of all (seed %d)',
    (seed) => {
      const paired = losses({ init: { dist: 'paired' }, ramp: 'none' }, 10 * seed);
      for (const fraction of [0.01, 0.5]) {
        const ramped = losses({ ramp: { fraction } }, 10 * seed);
        expect(paired[0]).toBeCloseTo(ramped[0]!, 5);
        expect(paired.at(-1)).toBeLessThan(ramped.at(-1)!);
      }
    },
  );
});
