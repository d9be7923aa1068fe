import { readFileSync } from 'node:fs';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { adamw, biasCorrections, type AdamWConfig } from './adamw.ts';
import { clipByNorm, globalNorm } from './clip.ts';
import { scheduleAt } from './schedule.ts';

interface Pair {
  matrix: number[];
  vector: number[];
}
interface Fixture {
  config: AdamWConfig;
  lrScale: number;
  maxNorm: number;
  initial: Pair;
  steps: { gradients: Pair; norm: number; parameters: Pair }[];
  moments1: Pair;
  moments2: Pair;
}

// made by tools/fixtures/adamw.py
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/adamw.json', import.meta.url), 'utf8'),
) as Fixture;

const groups = {
  matrix: { lrScale: 1, weightDecay: true },
  vector: { lrScale: fixture.lrScale, weightDecay: false },
};

const tensors = ({ matrix, vector }: Pair) => ({
  matrix: tf.tensor2d(matrix, [5, 3]) as tf.Tensor,
  vector: tf.tensor1d(vector) as tf.Tensor,
});

function expectNear(actual: Record<string, tf.Tensor>, expected: Pair) {
  for (const name of ['matrix', 'vector'] as const) {
    const values = actual[name]!.dataSync();
    expected[name].forEach((value, i) => {
      expect(Math.abs(values[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    });
  }
}

beforeAll(() => startBackend());

test('equals torch.optim.AdamW with clipping and linear decay over 20 steps and two groups', () => {
  const zeros = { matrix: new Array<number>(15).fill(0), vector: new Array<number>(4).fill(0) };
  let state = {
    parameters: tensors(fixture.initial),
    moments1: tensors(zeros),
    moments2: tensors(zeros),
  } as ReturnType<typeof adamw>;
  const { config, steps } = fixture;
  steps.forEach(({ gradients, norm, parameters }, step) => {
    const schedule = { schedule: 'linear', warmupSteps: 0 } as const;
    const rate = config.learningRate * scheduleAt(schedule, step, steps.length);
    const [c1, c2] = biasCorrections(config.betas, step + 1);
    const raw = tensors(gradients);
    const total = globalNorm(raw);
    expect(total.dataSync()[0]).toBeCloseTo(norm, 5);
    state = adamw(config, groups, state, clipByNorm(raw, total, fixture.maxNorm), {
      learningRate: tf.scalar(rate),
      correction1: tf.scalar(c1),
      correction2: tf.scalar(c2),
    });
    expectNear(state.parameters, parameters);
  });
  expectNear(state.moments1, fixture.moments1);
  expectNear(state.moments2, fixture.moments2);
});

test('leaves no tensors but the new state', () => {
  const state = {
    parameters: { w: tf.ones([2, 2]) },
    moments1: { w: tf.zeros([2, 2]) },
    moments2: { w: tf.zeros([2, 2]) },
  };
  const gradients = { w: tf.ones([2, 2]) };
  const one = tf.scalar(1);
  const before = tf.memory().numTensors;
  const scalars = { learningRate: one, correction1: one, correction2: one };
  adamw(fixture.config, { w: groups.matrix }, state, gradients, scalars);
  expect(tf.memory().numTensors).toBe(before + 3);
});
