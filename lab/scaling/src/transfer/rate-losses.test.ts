import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelCache } from '../models/model-cache.ts';
import { measureLosses, ratesOf, type TransferConfig } from './rate-losses.ts';

const models = new ModelCache();
beforeAll(() => startBackend());
afterAll(() => models.dispose());

const config: TransferConfig = {
  family: 'residual-mlp-mup',
  method: 'singlora',
  optimiser: 'adam',
  rank: 2,
  alpha: 2,
  widths: [16, 64],
  seeds: [0],
  steps: 10,
  lowest: -8,
  highest: -4,
  perOctave: 1,
};

const measured = (change: Partial<TransferConfig> = {}, width = 16) =>
  measureLosses({ ...config, ...change }, models, width, 0);

describe('ratesOf', () => {
  it('divides octaves evenly', () => {
    expect(ratesOf({ lowest: -2, highest: 0, perOctave: 2 })).toEqual([
      0.25,
      expect.closeTo(Math.SQRT2 / 4, 12),
      0.5,
      expect.closeTo(Math.SQRT1_2, 12),
      1,
    ]);
  });
});

describe('measureLosses', () => {
  it('trains: a higher rate has gone further in a few steps, and much too high a one diverges', () => {
    const { losses } = measured();
    expect(losses).toHaveLength(5);
    expect(losses[3]).toBeLessThan(losses[0]!);
    expect(measured({ lowest: 60, highest: 60 }).losses).toEqual([null]);
  });

  it('gives the same again, and another for another seed', () => {
    expect(measured()).toEqual(measured());
    expect(measureLosses(config, models, 16, 1).losses).not.toEqual(measured().losses);
  });

  it('scaled, is the plain method at the rate divided by √(n/base)', () => {
    const plain = measured({}, 64).losses;
    const scaled = measured({ method: 'singlora-scaled' }, 64).losses;
    scaled.slice(1).forEach((loss, i) => expect(loss! / plain[i]!).toBeCloseTo(1, 4));
    expect(measured({ method: 'singlora-scaled' })).toEqual(measured());
  });

  it('frees all it made', () => {
    measured(); // the cache owns the model
    const before = tf.memory().numTensors;
    measured();
    expect(tf.memory().numTensors).toBe(before);
  });
});
