import { expect, it } from 'vitest';
import { bestTriedRate } from './learning-rates.ts';

/** The best rate for trials with these scores by rate, one per seed. */
const best = (scores: Readonly<Record<string, readonly number[]>>) =>
  bestTriedRate(
    'lora',
    Object.entries(scores).flatMap(([rate, all]) =>
      all.map((score) => ({ rate: Number(rate), score })),
    ),
  );

it('is the rate with the highest mean over its trials, however many', () => {
  expect(best({ 0.1: [0.6, 0.6], 0.2: [0.5, 0.9], 0.3: [0.65, 0.66] })).toBe(0.2);
  expect(best({ 0.1: [0.6], 0.2: [0.5, 0.5, 0.5] })).toBe(0.1);
  // A correlation can be negative.
  expect(best({ 0.1: [-0.3], 0.2: [-0.2], 0.3: [-0.4] })).toBe(0.2);
});

it('is the lowest of equal ones, in whatever order they ran', () => {
  expect(best({ 0.3: [0.6], 0.1: [0.6], 0.2: [0.5] })).toBe(0.1);
});

it('is none of which a trial diverged', () => {
  expect(best({ 0.1: [0.5, 0.5], 0.2: [0.9, NaN] })).toBe(0.1);
  expect(() => best({ 0.2: [NaN], 0.1: [NaN, 0.9] })).toThrow(/"lora" diverged.*0\.1, 0\.2/);
});
