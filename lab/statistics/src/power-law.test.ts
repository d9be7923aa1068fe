import { expect, it } from 'vitest';
import { powerLaw } from './power-law.ts';

const at = (xs: readonly number[], y: (x: number, index: number) => number) =>
  xs.map((x, index) => ({ x, y: y(x, index) }));

it('finds a law again that the points obey', () => {
  const law = powerLaw(at([16, 32, 64, 128], (x) => 3 * x ** 1.75));
  expect(law?.exponent).toBeCloseTo(1.75, 10);
  expect(law?.factor).toBeCloseTo(3, 10);
  expect(law?.interval?.[0]).toBeCloseTo(1.75, 6);
  expect(law?.interval?.[1]).toBeCloseTo(1.75, 6);
});

it('claims no interval for two points, and nothing for one place', () => {
  expect(powerLaw(at([1, 10], (x) => x * x))).not.toHaveProperty('interval');
  expect(powerLaw(at([8, 8, 8], (_, index) => 1 + index))).toBeUndefined();
  expect(powerLaw([])).toBeUndefined();
});
