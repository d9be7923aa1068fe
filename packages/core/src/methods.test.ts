import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamW, lossAndGradients } from './adamw.test.support.ts';
import { adapterOn, anyCase, build, configOf, tidily } from './kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import { matrixOf } from './matrix-of.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import { methods } from './registry.ts';
import { spectrum } from './spectrum.ts';

beforeAll(startTensorFlow);

const square = (method: string) =>
  anyCase(method, ['linear']).map((c) => ({
    ...c,
    outFeatures: c.inFeatures,
    r: Math.min(c.r, c.inFeatures),
    u: 1,
  }));

const spectrumOf = async (c: Parameters<typeof build>[0]) => {
  const { adapter, parameters } = build(c);
  const { p, q, scale } = adapter.update('layer', parameters, tf.scalar(c.u));
  return spectrum(await matrixOf(p), await matrixOf(q), scale.dataSync()[0]!);
};

describe('SingLoRA', () => {
  test.prop([square('singlora')], { numRuns: 40 })(
    'is symmetric and positive semi-definite',
    async (c) => {
      const { symmetry, definiteness } = await spectrumOf(c);
      expect(symmetry).toBeCloseTo(1, 5);
      expect(definiteness).toBeCloseTo(1, 5);
    },
  );

  test.prop([anyCase('singlora', ['linear'])], { numRuns: 40 })(
    'A and A·Q, Q orthogonal, give the same update, also cut to size',
    tidily((c) => {
      const { adapter, parameters, x } = build(c);
      const { 'layer.A': a } = parameters;
      const turn = tf.linalg.qr(normals(seeded(c.seed), [c.r, c.r]) as tf.Tensor2D)[0]!;
      const turned = { 'layer.A': tf.matMul(a as tf.Tensor2D, turn as tf.Tensor2D) };
      const run = (values: typeof parameters) => adapter.apply(values, tf.scalar(1))('layer', x);
      expect(difference(run(parameters), run(turned))).toBeLessThan(1e-3);
    }),
  );

  it('starts with entries of the size that its fan says', () => {
    const bound = (init: object) => {
      const { 'layer.A': a } = adapterOn([slotOf('layer', 400, 900)], {
        method: 'singlora',
        r: 4,
        init,
      }).parameters;
      const [largest, squares] = [tf.max(tf.abs(a!)), tf.mean(tf.square(a!))];
      return { largest: largest.dataSync()[0]!, std: Math.sqrt(squares.dataSync()[0]!) };
    };
    expect(bound({}).largest).toBeCloseTo(1 / 30, 3);
    expect(bound({ fan: 'rank' }).largest).toBeCloseTo(1 / 2, 2);
    expect(bound({ fan: 25 }).largest).toBeCloseTo(1 / 5, 2);
    expect(bound({ dist: 'normal' }).std).toBeCloseTo(1 / 30, 3);
  });
});

it('LoRA starts as in PEFT: A uniform over its inputs, or normal of deviation 1/r, and B at 0', () => {
  const start = (init_lora_weights: true | 'gaussian') => {
    const slot = slotOf('layer', 400, 100);
    const { 'layer.lora_A': a, 'layer.lora_B': b } = adapterOn([slot], {
      method: 'lora',
      r: 16,
      init_lora_weights,
    }).parameters;
    const values = [...a!.dataSync()];
    const squares = values.reduce((sum, value) => sum + value ** 2, 0);
    return {
      largest: Math.max(...values),
      deviation: Math.sqrt(squares / values.length),
      b: tf.max(tf.abs(b!)).dataSync()[0],
    };
  };
  expect(start(true).largest).toBeCloseTo(1 / 20, 3);
  expect(start(true).deviation).toBeCloseTo(1 / 20 / Math.sqrt(3), 3);
  expect(start('gaussian').deviation).toBeCloseTo(1 / 16, 2);
  expect([start(true).b, start('gaussian').b]).toEqual([0, 0]);
});

describe('lr_scaling', () => {
  const groupsOf = (
    method: string,
    settings: object,
    [inFeatures, outFeatures]: [number, number],
  ) => adapterOn([slotOf('layer', inFeatures, outFeatures)], { method, r: 2, ...settings }).groups;

  it.each([
    ['singlora', 'layer.A'],
    ['signed-singlora', 'layer.A'],
    ['singlora-dora', 'layer.A'],
    ['symlora', 'layer.Q'],
  ])("scales the rate of %s's factor by (base/d)^exponent, and no other", (method, factor) => {
    const plain = groupsOf(method, {}, [64, 16]);
    for (const sizes of [
      [64, 64],
      [64, 16],
      [16, 64],
    ] satisfies [number, number][]) {
      const { [factor]: scaled, ...others } = groupsOf(
        method,
        { lr_scaling: { base_width: 16 } },
        sizes,
      );
      expect(scaled).toEqual({ lrScale: 0.5, weightDecay: true });
      for (const [name, group] of Object.entries(others)) expect(group).toEqual(plain[name]);
    }
    expect(plain[factor]).toEqual({ lrScale: 1, weightDecay: true });
    const steeper = groupsOf(method, { lr_scaling: { base_width: 16, exponent: 0.75 } }, [256, 8]);
    expect(steeper[factor]?.lrScale).toBeCloseTo(1 / 8, 12);
  });

  it('makes the first step of Adam change the output alike at every width, which one rate does not', () => {
    const change = (width: number, settings: object): number => {
      const slot = slotOf('layer', width, width);
      const adapter = adapterOn([slot], {
        method: 'singlora',
        ...settings,
      });
      const x = normals(seeded(4), [1, width]);
      const y = normals(seeded(5), [1, width]);
      const run = (values: typeof adapter.parameters) =>
        adapter.apply(values, tf.scalar(1))('layer', x);
      const { gradients } = lossAndGradients(
        (values) => tf.sum(tf.square(tf.sub(run(values), y))),
        adapter.parameters,
      );
      const rate = 0.1 * adapter.groups['layer.A']!.lrScale;
      const after = adamW(rate, () => 0)(adapter.parameters, gradients);
      const moved = tf.sub(run(after), run(adapter.parameters));
      return Math.sqrt(tf.mean(tf.square(moved)).dataSync()[0]!);
    };
    const growth = (settings: object) =>
      tf.tidy(() => change(1024, settings) / change(64, settings));
    expect(growth({ lr_scaling: { base_width: 64 } })).toBeLessThan(1.5);
    expect(growth({ lr_scaling: { base_width: 64 } })).toBeGreaterThan(1 / 1.5);
    expect(growth({})).toBeGreaterThan(8);
  });

  it('refuses a width that is none', () => {
    for (const width of [0, -64, 'wide', undefined]) {
      const settings = { method: 'singlora', lr_scaling: { base_width: width } };
      expect(() => parseAdapterConfig(settings)).toThrow(/lr_scaling\.base_width/);
    }
  });
});

describe('weight decay', () => {
  it.each([
    ['dora', 'lora_magnitude_vector'],
    ['singlora-dora', 'magnitude'],
    ['symlora', 'lambda'],
  ])('of %s leaves %s alone, which would pull at the frozen weight', (method, name) => {
    const { [`layer.${name}`]: own, ...others } = adapterOn([slotOf('layer', 4, 4)], {
      method,
      r: 2,
    }).groups;
    expect(own).toEqual({ lrScale: 1, weightDecay: false });
    for (const group of Object.values(others)) expect(group.weightDecay).toBe(true);
  });
});

describe('the other methods', () => {
  test.prop([square('signed-singlora')], { numRuns: 40 })(
    'signed SingLoRA is symmetric, with as many negative directions as it says',
    async (c) => {
      const { symmetry, definiteness } = await spectrumOf(c);
      expect(symmetry).toBeCloseTo(1, 5);
      if (c.r === 1) expect(definiteness).toBeCloseTo(1, 5);
      else expect(Math.abs(definiteness!)).toBeLessThan(1);
    },
  );

  test.prop([anyCase('singlora', ['linear'])], { numRuns: 40 })(
    'signed SingLoRA without negative directions is SingLoRA bit for bit',
    tidily((c) => {
      const { slot, adapter, parameters, x } = build(c);
      const signed = adapterOn([slot], {
        ...configOf({ ...c, method: 'signed-singlora' }),
        negative: 0,
      });
      const u = tf.scalar(c.u);
      const [y, z] = [adapter, signed].map((a) => a.apply(parameters, u)('layer', x));
      expect(difference(y!, z!)).toBe(0);
    }),
  );

  test.prop([square('symlora')], { numRuns: 40 })('SymLoRA is symmetric', async (c) => {
    expect((await spectrumOf(c)).symmetry).toBeCloseTo(1, 4);
  });

  it('each method says so where it cannot serve a layer', () => {
    const slots = [slotOf('table', 9, 4, seeded(1), 'embedding')];
    for (const [name, method] of methods) {
      const make = () => adapterOn(slots, { method: name });
      if (method.kinds.includes('embedding')) expect(make().targets).toEqual(['table']);
      else expect(make).toThrow(new RegExp(`${name} is not defined for table.*"embedding"`));
    }
  });
});

describe('dimensions for fast-check', () => {
  it('reach rank 1 and full rank, all three shapes and every kind', () => {
    const cases = fc.sample(anyCase('lora'), 300);
    const seen = (test: (c: (typeof cases)[number]) => boolean) => cases.some(test);
    expect(seen((c) => c.inFeatures < c.outFeatures)).toBe(true);
    expect(seen((c) => c.inFeatures > c.outFeatures)).toBe(true);
    expect(seen((c) => c.inFeatures === c.outFeatures && c.inFeatures > 1)).toBe(true);
    expect(seen((c) => c.r === Math.min(c.inFeatures, c.outFeatures) && c.r > 1)).toBe(true);
    expect(new Set(cases.map(({ kind }) => kind)).size).toBe(5);
  });
});
