import { parseAdapterConfig } from '@singlora/core';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../models/families.ts';
import { twoLayerFamily } from '../models/two-layer.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { contenderNames, contenderOf } from './contender.ts';

const linearToyFamily = familyOf('linear-toy');
const residualMlpMupFamily = familyOf('residual-mlp-mup');

const adam = optimiserOf('adam');
const context = { width: 256, baseWidth: 64, rank: 2, alpha: 2, initExponent: null, ramp: 0 };

const predicted = (name: string, family = residualMlpMupFamily, optimiser = adam) =>
  contenderOf(name, family, optimiser).predicted;

describe('contenderOf', () => {
  it('knows the best rate under μP’s readout and under a standard one', () => {
    const both = (name: string) => [predicted(name), predicted(name, twoLayerFamily)];
    expect(both('singlora')).toEqual([-0.5, -0.75]);
    expect(both('lora')).toEqual([-0.5, -0.75]);
    expect(both('lora+')).toEqual([-1, -1.5]);
    expect(both('symlora')).toEqual([-1 / 3, -0.5]);
    expect(both('singlora-scaled')).toEqual([0, 0]);
  });

  it('predicts nothing for steps of the gradient’s size, nor without a readout', () => {
    for (const name of contenderNames()) {
      expect(predicted(name, residualMlpMupFamily, optimiserOf('gd'))).toBeNull();
      expect(predicted(name, linearToyFamily)).toBeNull();
    }
  });

  it('makes settings that core takes, the scaled ones with the family’s exponent', () => {
    for (const family of [residualMlpMupFamily, twoLayerFamily]) {
      for (const name of contenderNames()) {
        const settings = contenderOf(name, family, adam).variant.settings(context);
        const config = parseAdapterConfig(settings);
        const exponent = family === twoLayerFamily ? 0.75 : 0.5;
        expect('lr_scaling' in config && config.lr_scaling).toEqual(
          name.endsWith('-scaled') && { base_width: 64, exponent },
        );
      }
    }
    expect(contenderOf('lora+16', twoLayerFamily, adam).variant.settings(context)).toMatchObject({
      method: 'lora+',
      loraplus_lr_ratio: 16,
    });
  });

  it('names the methods there are', () => {
    expect(() => predicted('lora-scaled')).toThrow(/"lora-scaled".*singlora-scaled/);
  });
});
