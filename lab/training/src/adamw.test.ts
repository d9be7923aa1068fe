import { readFileSync } from 'node:fs';
import type { ParameterGroup } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { adamw, biasCorrections, type AdamWConfig, type AdamWState } from './adamw.ts';
import { clipFactor, globalNorm } from './clip.ts';
import { scheduleAt } from './schedule.ts';

type Values = Readonly<Record<string, number[]>>;
interface Fixture {
  config: AdamWConfig;
  shapes: Record<string, number[]>;
  groups: Record<string, ParameterGroup>;
  maxNorm: number;
  initial: Values;
  steps: { gradients: Values; norm: number; parameters: Values }[];
  moments1: Values;
  moments2: Values;
}

// made by tools/fixtures/adamw.py
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/adamw.json', import.meta.url), 'utf8'),
) as Fixture;
const { shapes, groups } = fixture;

const mapShapes = <T>(f: (shape: number[], name: string) => T) =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, f(shape, name)]));
const tensors = (values: Values) =>
  mapShapes((shape, name): tf.Tensor => tf.tensor(values[name]!, shape));

const valuesOf = (state: AdamWState) =>
  Object.values(state).map((tensors) =>
    Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape, tensor.dataSync()]),
  );

function expectNear(actual: Record<string, tf.Tensor>, expected: Values) {
  for (const name of Object.keys(shapes)) {
    const values = actual[name]!.dataSync();
    expected[name]!.forEach((value, i) => {
      expect(Math.abs(values[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    });
  }
}

beforeAll(() => startBackend());

test('equals torch.optim.AdamW with clipping and linear decay over 20 steps and three groups', () => {
  const zeros = () => mapShapes((shape): tf.Tensor => tf.zeros(shape));
  let state: AdamWState = {
    parameters: tensors(fixture.initial),
    moments1: zeros(),
    moments2: zeros(),
  };
  const { config, steps } = fixture;
  steps.forEach(({ gradients, norm, parameters }, step) => {
    const schedule = { schedule: 'linear', warmupSteps: 0 } as const;
    const rate = config.learningRate * scheduleAt(schedule, step, steps.length);
    const [c1, c2] = biasCorrections(config.betas, step + 1);
    const raw = tensors(gradients);
    const total = globalNorm(raw);
    expect(total.dataSync()[0]).toBeCloseTo(norm, 5);
    const scalars = {
      learningRate: tf.scalar(rate),
      correction1: tf.scalar(c1),
      correction2: tf.scalar(c2),
      clip: clipFactor(total, fixture.maxNorm)!,
    };
    const before = state;
    const next = () => adamw(config, groups, before, raw, scalars);
    state = next();
    vi.stubEnv('SINGLORA_FUSED', '0');
    expect(valuesOf(next())).toEqual(valuesOf(state)); // bit for bit
    vi.unstubAllEnvs();
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
  adamw(fixture.config, { w: groups['matrix']! }, state, gradients, scalars);
  expect(tf.memory().numTensors).toBe(before + 3);
});
