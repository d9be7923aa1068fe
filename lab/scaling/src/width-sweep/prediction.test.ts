import { expect, it } from 'vitest';
import { predictedAt, predictedPeak, predictionOf } from './prediction.ts';

const own = { method: 'singlora', declared: null, start: 'own', growthExponent: null } as const;
const config = { ...own, family: 'linear-toy', initExponent: -0.5, ramp: 0 };

it('knows thousands of steps by those after which exponents have settled', () => {
  const { steps } = predictionOf({ ...config, optimiser: 'adam', steps: 5000 });
  expect(predictedAt(steps, 5000, 'deltaF', -0.5)).toBe(0);
  expect(predictedAt(steps, 5000, 'Qx', -0.5)).toBe(0.5);
  expect(predictedAt(steps, 5000, 'totalF', -1)).toBe(-0.5);
});

it('gives what has changed since the start the exponent of the largest step so far', () => {
  const { steps } = predictionOf({ ...config, optimiser: 'gd', steps: 3 });
  const of = (step: number) => predictedAt(steps, step, 'totalF', -0.5);
  expect([of(1), of(2)]).toEqual([0, 1]);
  expect(of(3)).toBe(predictedPeak(steps, -0.5));
});
