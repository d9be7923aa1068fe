import { expect, test } from 'vitest';
import { checkConfig, countSteps } from './config.ts';
import { tinyConfig } from './tiny.test.support.ts';

test('counts a partial last batch as a step, and stops at maxSteps', () => {
  expect(countSteps(tinyConfig({ epochs: 3 }), 17)).toEqual({ stepsPerEpoch: 3, totalSteps: 9 });
  expect(countSteps(tinyConfig({ maxSteps: 4 }), 17).totalSteps).toBe(4);
  expect(countSteps(tinyConfig({ maxSteps: 400 }), 17).totalSteps).toBe(6);
});

const optimizer = tinyConfig().optimizer;
test.each([
  ['epochs', { epochs: 0 }],
  ['batchSize', { batchSize: 1.5 }],
  ['microBatchSize', { microBatchSize: 0 }],
  ['warmupSteps', { warmupSteps: -1 }],
  ['maxGradNorm', { maxGradNorm: NaN }],
  ['optimizer.learningRate', { optimizer: { ...optimizer, learningRate: 0 } }],
  ['optimizer.betas[1]', { optimizer: { ...optimizer, betas: [0.9, 1] as [number, number] } }],
  ['optimizer.epsilon', { optimizer: { ...optimizer, epsilon: 0 } }],
  ['optimizer.weightDecay', { optimizer: { ...optimizer, weightDecay: -1 } }],
])('refuses a bad %s by name', (key, changes) => {
  expect(() => checkConfig(tinyConfig(changes))).toThrowError(
    expect.objectContaining({ code: 'TRAINING_BAD_CONFIG', message: expect.stringContaining(key) }),
  );
});

test('accepts a good one', () => {
  expect(() => checkConfig(tinyConfig())).not.toThrow();
});
