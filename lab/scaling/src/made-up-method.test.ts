import { methods, type Method } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leastError } from './expressiveness/least-error.ts';
import { familyOf } from './models/families.ts';
import { factorModelOf } from './methods/factor-model-of.ts';
import { ModelCache } from './models/model-cache.ts';
import { optimiserOf } from './training/optimisers.ts';
import { sweepConfig } from './width-sweep/config.test.support.ts';
import { sweepCells } from './width-sweep/sweep-cells.ts';
import { predictExponents } from './exponents/prediction/predict.ts';
import { contenderNames, contenderOf } from './transfer/contender.ts';
import { variantOf } from './methods/variants.ts';
import { openSweep } from './width-sweep/width-sweep.ts';

const residualMlpMupFamily = familyOf('residual-mlp-mup');

/** U Λ Vᵀ with two random matrices, a diagonal that starts at zero, and a rate of V that grows with the width. */
const madeUp: Method = {
  name: 'made-up',
  title: 'Made-up',
  summary: 'W + alpha/r·U·Λ·Vᵀ',
  schema: z.strictObject({
    ...(methods.get('lora')!.schema as unknown as z.ZodObject).shape,
    method: z.literal('made-up'),
    boost: z.number().default(4),
  }) as unknown as Method['schema'],
  peft: { type: 'SINGLORA', marks: { method: 'made-up' } },
  kinds: ['linear'],
  sides: { p: ['U', 'diagonal'], q: ['V'] },
  growing: { setting: 'boost', title: 'boost', exponent: 0.5 },
  parameters({ inFeatures, outFeatures }, config) {
    const { r, boost } = config as typeof config & { boost: number };
    const init = { dist: 'normal', std: 1 / Math.sqrt(inFeatures) } as const;
    const group = { lrScale: 1, weightDecay: true };
    return {
      U: { shape: [outFeatures, r], init, group, key: 'U' },
      V: { shape: [inFeatures, r], init, group: { ...group, lrScale: boost }, key: 'V' },
      diagonal: { shape: [r], init: { dist: 'zeros' }, group, symbol: 'λ', key: 'diagonal' },
    };
  },
  factors: ({ U, V, diagonal }) => ({
    p: tf.mul(U as tf.Tensor2D, diagonal as tf.Tensor1D),
    q: V as tf.Tensor2D,
  }),
};

const problem = {
  signal: { kind: 'error' },
  optimiser: 'constant',
  initExponent: -0.5,
} as const;

const registry = methods as Map<string, Method>;
beforeAll(() => startBackend());
beforeAll(() => void registry.set('made-up', madeUp));
afterAll(() => void registry.delete('made-up'));

describe('a method that is one object in the registry', () => {
  it('gets its exponents', () => {
    const factors = factorModelOf('made-up');
    expect(factors).toEqual({
      parameters: {
        U: { kind: 'vector', start: 'random', rateOffset: 0, decays: true },
        V: { kind: 'vector', start: 'random', rateOffset: 0.5, decays: true },
        λ: { kind: 'scalar', start: 'zero', rateOffset: 0, decays: true },
      },
      p: ['U', 'λ'],
      q: ['V'],
    });
    const [first] = predictExponents({ factors, ...problem, steps: 1 });
    expect(first!.lines.map(({ symbol }) => symbol)).toContain('∂L/∂λ');
  });

  it('has no step of what it freezes, whose place in the update stays', () => {
    const parameters: Method['parameters'] = (layer, config) => {
      const { V, ...rest } = madeUp.parameters(layer, config);
      return { V: { ...V!, group: 'frozen' }, ...rest };
    };
    registry.set('made-up', { ...madeUp, parameters });
    const factors = factorModelOf('made-up');
    registry.set('made-up', madeUp);
    expect(factors.parameters['V']).toMatchObject({ start: 'random', isFrozen: true });
    const last = (of: typeof factors) =>
      predictExponents({ factors: of, ...problem, steps: 2 })[1]!;
    const [frozen, trained] = [last(factors), last(factorModelOf('made-up'))];
    expect(Object.keys(frozen.changes)).toContain('V');
    expect(frozen.changes['V']!.size).toBe(0);
    expect(trained.changes['V']!.size).not.toBe(0);
    expect(frozen.changes['U']!.size).toEqual(trained.changes['U']!.size);
    expect(frozen.quantities.deltaA).toEqual(trained.quantities.deltaA);
  });

  it('gets its variant and its names', () => {
    const context = { width: 64, baseWidth: 16, rank: 2, alpha: 2, initExponent: -0.5, ramp: 3 };
    const variant = variantOf('made-up');
    expect(variant).toMatchObject({
      title: 'Made-up, boost ∝ n^0.5',
      hasInit: false,
      hasRamp: false,
    });
    expect(variant.settings(context)).toEqual({ method: 'made-up', r: 2, lora_alpha: 2, boost: 2 });
    expect(contenderNames()).toEqual(expect.arrayContaining(['made-up', 'made-up4']));
    const contender = (name: string) =>
      contenderOf(name, residualMlpMupFamily, optimiserOf('adam'));
    expect(contender('made-up4').variant.title).toBe('Made-up, boost 4');
    // n^(2+e) · η³ moves the output, times n^½ where the boost grows.
    expect(contender('made-up4').predicted).toBe(-1 / 3);
    expect(contender('made-up').predicted).toBe(-0.5);
  });

  it('gets its least error: that of any matrix of its rank', () => {
    const spectrum = { singularValues: [3, 2, 1], eigenvalues: [3, -2, 1], antisymmetric: 0 };
    const config = { method: 'made-up', r: 1 } as unknown as Parameters<typeof leastError>[1];
    expect(leastError(spectrum, config)).toBe(5);
  });

  it('is measured beside its prediction', () => {
    const config = {
      ...sweepConfig,
      method: 'made-up',
      optimiser: 'sign',
      initExponent: null,
      widths: [16, 32, 64],
      seeds: [0, 1],
    };
    const models = new ModelCache();
    const sweep = openSweep(config, models, 0.01);
    const units = config.widths.flatMap((width) =>
      config.seeds.map((seed) => sweep.measure(width, seed)),
    );
    sweep.dispose();
    models.dispose();
    const [cell] = sweepCells(config, units);
    expect(cell!.slope!.widths).toBe(3);
    expect(cell!.predicted).not.toBeNull();
  });
});
