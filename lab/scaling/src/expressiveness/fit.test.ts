import { createAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimiserOf } from '../training/optimisers.ts';
import { attentionProblem } from './attention.ts';
import { type FitProblem, readSteps, trainFits, type Fit } from './fit.ts';
import { matrixTarget, matrixTargetOf, matrixTargets } from './matrix-target.ts';

beforeAll(() => startBackend());

const attention = (seed: number) =>
  attentionProblem({ width: 12, tokens: 6 }, randomStream(seed, 'problem'));
const target = (name: string, seed: number) =>
  matrixTarget({ target: name, width: 8, targetRank: 4 }, randomStream(seed, 'problem'));

function fitOf(problem: FitProblem, method: string, r: number, seed: number): Fit {
  const settings = { method, r, lora_alpha: r, target_modules: [...problem.targets] };
  const config = parseAdapterConfig(settings);
  return { problem, adapter: createAdapter(problem.slots, config, randomStream(seed, 'adapter')) };
}

const options = {
  optimiser: optimiserOf('adam'),
  rate: 2e-2,
  schedule: 'linear',
  steps: 400,
  points: 3,
  signal: new AbortController().signal,
} as const;

const ends = async (fits: Fit[]) => (await trainFits(fits, options))!.map((curve) => curve.at(-1)!);

describe('a fit', () => {
  it('reads losses at the start, at the end and evenly between', () => {
    expect(readSteps({ steps: 10, points: 3 })).toEqual([0, 5, 10]);
    expect(readSteps({ steps: 2, points: 100 })).toEqual([0, 1, 2]);
    expect(readSteps({ steps: 5, points: 1 })).toEqual([0, 5]);
  });

  it('is the same alone and beside others, and leaves no tensors', async () => {
    const fits = [0, 1].map((seed) => fitOf(target('mixed', seed), 'lora', 2, seed));
    const short = { ...options, steps: 20 };
    const before = tf.memory().numTensors;
    const together = (await trainFits(fits, short))!;
    for (const [i, fit] of fits.entries()) {
      const [alone] = (await trainFits([fit], short))!;
      expect(alone![0]).toBeCloseTo(1, 5);
      alone!.forEach((loss, step) => expect(loss).toBeCloseTo(together[i]![step]!, 4));
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says null where a loss is not finite', async () => {
    const fit = fitOf(target('mixed', 0), 'lora', 2, 0);
    const wild = { ...options, rate: 1e30, optimiser: optimiserOf('gd'), steps: 5 };
    const [curve] = (await trainFits([fit], wild))!;
    expect(curve!.at(-1)).toBeNull();
  });

  it('stops when it is told to', async () => {
    const fit = fitOf(target('mixed', 0), 'lora', 2, 0);
    const signal = AbortSignal.abort();
    expect(await trainFits([fit], { ...options, signal })).toBeUndefined();
  });
});

describe('a wanted update', () => {
  it.each([...matrixTargets.keys()])('%s: the frozen weight has loss 1', (name) => {
    const { loss, slots } = target(name, 0);
    expect(tf.tidy(() => loss(frozen(slots)).dataSync()[0])).toBeCloseTo(1, 5);
  });

  it('is fitted by every method as well as its updates allow, and no better', async () => {
    for (const name of matrixTargets.keys()) {
      const methods = ['singlora', 'lora', 'signed-singlora', 'symlora'];
      const fits = methods.flatMap((method) =>
        [2, 4].map((r) => fitOf(target(name, r), method, r, r)),
      );
      const losses = await ends(fits);
      fits.forEach(({ problem, adapter }, i) => {
        const floor = problem.floor(adapter.config)!;
        expect(losses[i]).toBeGreaterThan(floor - 1e-5);
        // SymLoRA may converge with a direction of the wrong sign, above its floor.
        if (adapter.config.method !== 'symlora') expect(losses[i]).toBeLessThan(floor + 1e-3);
      });
    }
  });

  it('has floors that say what a definite update lacks', () => {
    const floorOf = (name: string, method: string) => {
      const { problem, adapter } = fitOf(target(name, 0), method, 4, 0);
      return problem.floor(adapter.config);
    };
    expect(floorOf('positive', 'singlora')).toBe(0);
    expect(floorOf('negative', 'singlora')).toBe(1);
    expect(floorOf('mixed', 'singlora')).toBeGreaterThan(0.3);
    expect(floorOf('mixed', 'signed-singlora')).toBe(0);
    expect(floorOf('one-way', 'singlora')).toBe(0.75);
    expect(floorOf('one-way', 'lora')).toBe(0);
    expect(floorOf('one-way', 'singlora-dora')).toBeNull();
  });

  it('must be one that exists and fits into the weight', () => {
    const large = { target: 'mixed', width: 8, targetRank: 5 };
    expect(() => matrixTarget(large, randomStream(0, 'problem'))).toThrow(/needs 10 directions/);
    expect(() => matrixTargetOf('skew')).toThrow(/Known: positive, mixed, negative, one-way/);
  });
});

describe('the synthetic attention', () => {
  it('has loss 1 when frozen, and a mean squared error of two variances', async () => {
    const { loss, slots, unit } = await attentionProblem(
      { width: 64, tokens: 32 },
      randomStream(0, 'problem'),
    );
    expect(tf.tidy(() => loss(frozen(slots)).dataSync()[0])).toBeCloseTo(1, 4);
    expect(unit).toBeGreaterThan(1.5);
    expect(unit).toBeLessThan(2.5);
  });

  it('is a question of rank while there are few tokens: one floor for one matrix and for two', async () => {
    const methods = ['singlora', 'lora', 'signed-singlora', 'symlora'];
    const problem = await attention(3);
    const fits = methods.flatMap((method) => [1, 3].map((r) => fitOf(problem, method, r, r)));
    const losses = (await trainFits(fits, { ...options, steps: 800 }))!;
    fits.forEach(({ adapter: { config } }, i) => {
      const floor = problem.floor(config)!;
      if (config.r === 3) expect(floor).toBe(0);
      expect(losses[i]!.at(-1)).toBeGreaterThan(floor - 1e-5);
      expect(losses[i]!.at(-1)).toBeLessThan(floor + 2e-2);
    });
  });

  it('costs one matrix something once there are more tokens than half the width', async () => {
    const problem = await attentionProblem({ width: 12, tokens: 12 }, randomStream(0, 'problem'));
    const [lora, singlora] = ['lora', 'singlora'].map((method) => fitOf(problem, method, 2, 0));
    const floor = problem.floor(lora!.adapter.config)!;
    const curves = (await trainFits([lora!, singlora!], { ...options, steps: 800 }))!;
    const [two, one] = curves.map((curve) => curve.at(-1)!);
    expect(two).toBeLessThan(floor + 0.01);
    expect(one).toBeGreaterThan(floor + 0.03);
  });

  it('has no known floor for a magnitude', async () => {
    const { problem, adapter } = fitOf(await attention(0), 'singlora-dora', 2, 0);
    expect(problem.floor(adapter.config)).toBeNull();
  });
});
