import { expect, test } from 'vitest';
import { checkConfig, countSteps } from './config.ts';
import { tinyConfig } from './classification/tiny.test.support.ts';

test('counts a partial last batch as a step, and stops at maxSteps', () => {
  expect(countSteps(tinyConfig({ epochs: 3 }), 17)).toBe(9);
  expect(countSteps(tinyConfig({ maxSteps: 4 }), 17)).toBe(4);
  expect(countSteps(tinyConfig({ maxSteps: 400 }), 17)).toBe(6);
});

test('steps alone can be the length, and have to be where there are no epochs', () => {
  const { epochs: _, ...config } = tinyConfig({ maxSteps: 50 });
  expect(countSteps(config, 17)).toBe(50);
  expect(countSteps(config, Infinity)).toBe(50);
  expect(countSteps({ ...config, epochs: 2 }, Infinity)).toBe(50);
  const error = { code: 'TRAINING_BAD_CONFIG', message: expect.stringContaining('maxSteps') };
  expect(() => countSteps(tinyConfig(), Infinity)).toThrowError(expect.objectContaining(error));
  const { maxSteps: __, ...endless } = config;
  expect(() => countSteps(endless, 17)).toThrowError(expect.objectContaining(error));
});

test('evaluations of a task that has none are refused', () => {
  expect(() => checkConfig(tinyConfig({ evaluateEvery: 5 }), {})).toThrowError(
    /evaluateEvery is 5/,
  );
});

const { optimiser } = tinyConfig();
const task = { evaluate: async () => ({}) };
test.each([
  ['epochs', { epochs: 0 }],
  ['batchSize', { batchSize: 1.5 }],
  ['microBatchSize', { microBatchSize: 0 }],
  ['batchSize', { batchSize: undefined as never }],
  ['schedule', { schedule: 'polynomial' as never }],
  ['warmupSteps', { warmupSteps: -1 }],
  ['maxGradNorm', { maxGradNorm: NaN }],
  ['optimiser.learningRate', { optimiser: { ...optimiser, learningRate: 0 } }],
  ['optimiser.betas[1]', { optimiser: { ...optimiser, betas: [0.9, 1] as [number, number] } }],
  ['optimiser.epsilon', { optimiser: { ...optimiser, epsilon: 0 } }],
  ['optimiser.weightDecay', { optimiser: { ...optimiser, weightDecay: -1 } }],
])('refuses a bad %s by name', (key, changes) => {
  expect(() => checkConfig(tinyConfig(changes), task)).toThrowError(
    expect.objectContaining({ code: 'TRAINING_BAD_CONFIG', message: expect.stringContaining(key) }),
  );
});

test('accepts a good one', () => {
  expect(() => checkConfig(tinyConfig(), task)).not.toThrow();
});
