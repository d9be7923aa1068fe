import { expect, it } from 'vitest';
import { lossWeights, signalToNoise } from './loss-weights.ts';

// ᾱ of SNRs 9, 5, 1, 0
const schedule = { alphasCumprod: Float32Array.of(0.9, 5 / 6, 0.5, 0) };

it('is off unless asked for', () => {
  expect([...lossWeights(schedule, 'epsilon')]).toEqual([1, 1, 1, 1]);
});

it('weighs predicted noise by min(SNR, γ) / SNR, and v by min(SNR, γ) / (SNR + 1)', () => {
  const expectNear = (found: Float32Array, expected: number[]) =>
    expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  expectNear(signalToNoise(schedule), [9, 5, 1, 0]);
  expectNear(lossWeights(schedule, 'epsilon', 5), [5 / 9, 1, 1, 1]);
  expectNear(lossWeights(schedule, 'v_prediction', 5), [5 / 10, 5 / 6, 1 / 2, 0]);
});

it.each([0, -1, NaN])('refuses a gamma of %s', (gamma) => {
  expect(() => lossWeights(schedule, 'epsilon', gamma)).toThrow(/gamma is/);
});
