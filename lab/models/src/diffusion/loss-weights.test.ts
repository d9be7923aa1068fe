import { expect, it } from 'vitest';
import { lossWeights, signalToNoise } from './loss-weights.ts';

// ᾱ of SNRs 9, 5, 1, 0
const schedule = { alphasCumprod: Float32Array.of(0.9, 5 / 6, 0.5, 0) };

it('is off unless asked for', () => {
  for (const prediction of ['epsilon', 'v_prediction'] as const)
    expect([...lossWeights(schedule, prediction)]).toEqual([1, 1, 1, 1]);
});

const expectNear = (found: Float32Array, expected: number[]) =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));

it('weighs predicted pictures by SNR + 1, which is the error of v, up to 20', () => {
  const brighter = { alphasCumprod: Float32Array.of(0.99, 0.9, 0.5, 0) };
  expectNear(lossWeights(brighter, 'sample'), [20, 10, 2, 1]);
});

it('weighs by min(SNR, γ) over SNR, SNR + 1 for v, 1 for pictures', () => {
  expectNear(signalToNoise(schedule), [9, 5, 1, 0]);
  expectNear(lossWeights(schedule, 'epsilon', 5), [5 / 9, 1, 1, 1]);
  expectNear(lossWeights(schedule, 'v_prediction', 5), [5 / 10, 5 / 6, 1 / 2, 0]);
  expectNear(lossWeights(schedule, 'sample', 5), [5, 5, 1, 0]);
});

it.each([0, -1, NaN])('refuses a gamma of %s', (gamma) => {
  expect(() => lossWeights(schedule, 'epsilon', gamma)).toThrow(/gamma is/);
});
