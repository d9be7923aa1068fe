import { expect, it } from 'vitest';
import { areSmoke } from './smoke.ts';

const run = (config: object, summary: Record<string, number>) => ({
  record: { config: { preset: 'laptop', batchSize: 32, ...config }, summary },
});

it.each([
  ['of the preset smoke', { preset: 'smoke' }, { steps: 500, trainRows: 3200 }, true],
  ['ended after 4 of 100 steps', { maxSteps: 4 }, { steps: 4, trainRows: 3200 }, true],
  ['ended after one pass', { maxSteps: 100 }, { steps: 100, trainRows: 3200 }, false],
  ['of few steps, as its few rows ask', { maxSteps: null }, { steps: 2, trainRows: 64 }, false],
  ['of pictures, which no rows count', {}, { steps: 300 }, false],
])('%s', (_, config, summary, isSmoke) => {
  expect(areSmoke([run({}, { steps: 100, trainRows: 3200 }), run(config, summary)])).toBe(isSmoke);
});
