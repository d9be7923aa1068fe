import { randomStream, type RandomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slope.ts';

const ladder = (widths: number) => Array.from({ length: widths }, (_, i) => 64 * 2 ** i);

const powerLaw = (
  exponent: number,
  widths: readonly number[],
  seeds: number,
  noise: (position: number) => number,
  random: RandomStream,
): PointsOfWidth[] =>
  widths.map((width, i) => ({
    width,
    values: Array.from(
      { length: seeds },
      () => 3 * width ** exponent * Math.exp(noise(i / (widths.length - 1)) * random.normal()),
    ),
  }));

const fitted = (fit: Slope | NoSlope): Slope => {
  if (typeof fit === 'string') throw new Error(fit);
  return fit;
};

describe('fitSlope', () => {
  it.each([-1, -0.5, 0, 0.5])('finds the exponent %f of a noise-free power law', (exponent) => {
    const points = powerLaw(exponent, ladder(5), 3, () => 0, randomStream(1));
    const { slope, low, high, residual, widths, seeds } = fitted(fitSlope(points));
    expect(slope).toBeCloseTo(exponent, 12);
    expect(low).toBeLessThanOrEqual(slope);
    expect(high).toBeGreaterThanOrEqual(slope);
    expect(high - low).toBeLessThan(1e-12);
    expect(residual).toBeLessThan(1e-12);
    expect({ widths, seeds }).toEqual({ widths: 5, seeds: 3 });
  });

  it('has no slope for values without a logarithm', () => {
    const points = (value: number) => [
      { width: 1, values: [1, 1] },
      { width: 2, values: [1, value] },
      { width: 4, values: [1, 1] },
    ];
    expect(fitSlope(points(0))).toBe('not-positive');
    expect(fitSlope(points(-1))).toBe('not-positive');
    expect(fitSlope(points(NaN))).toBe('not-finite');
    expect(fitSlope(points(Infinity))).toBe('not-finite');
  });

  it('needs three widths and two seeds', () => {
    const noise = () => 0.1;
    const fit = (widths: readonly number[], seeds: number) => () =>
      fitSlope(powerLaw(0, widths, seeds, noise, randomStream(1)));
    expect(fit([64, 128, 64], 5)).toThrow(/three different widths, not 2.*--widths/);
    expect(fit([64, 128, 256], 1)).toThrow(/two seeds at every width, not 1.*--seeds/);
  });
});
