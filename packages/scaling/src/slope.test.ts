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
    const { slope, low, high, residual, widths, seeds } = fitted(fitSlope(points, randomStream(2)));
    expect(slope).toBeCloseTo(exponent, 12);
    expect(low).toBeLessThanOrEqual(slope);
    expect(high).toBeGreaterThanOrEqual(slope);
    expect(high - low).toBeLessThan(1e-12);
    expect(residual).toBeLessThan(1e-12);
    expect({ widths, seeds }).toEqual({ widths: 5, seeds: 3 });
  });

  it('is least squares over all points, also where widths have unlike numbers of seeds', () => {
    const points = [
      { width: 1, values: [1, 2] },
      { width: Math.E, values: [3, 4, 5] },
      { width: Math.E ** 3, values: [6, 20] },
    ];
    const xy = points.flatMap(({ width, values }) =>
      values.map((y) => [Math.log(width), Math.log(y)]),
    );
    const n = xy.length;
    const total = (term: (x: number, y: number) => number) =>
      xy.reduce((sum, [x = 0, y = 0]) => sum + term(x, y), 0);
    const [sx, sy] = [total((x) => x), total((_, y) => y)];
    const b = (n * total((x, y) => x * y) - sx * sy) / (n * total((x) => x * x) - sx * sx);
    const a = (sy - b * sx) / n;
    const { slope, residual, seeds } = fitted(fitSlope(points, randomStream(1)));
    expect(slope).toBeCloseTo(b, 12);
    expect(residual).toBeCloseTo(Math.sqrt(total((x, y) => (y - a - b * x) ** 2) / n), 12);
    expect(seeds).toBe(2);
  });

  it('gives the same interval for the same stream', () => {
    const points = powerLaw(0.5, ladder(4), 5, () => 0.2, randomStream(1));
    expect(fitSlope(points, randomStream(7))).toEqual(fitSlope(points, randomStream(7)));
    expect(fitSlope(points, randomStream(7))).not.toEqual(fitSlope(points, randomStream(8)));
  });

  it('has no slope for values without a logarithm', () => {
    const points = (value: number) => [
      { width: 1, values: [1, 1] },
      { width: 2, values: [1, value] },
      { width: 4, values: [1, 1] },
    ];
    expect(fitSlope(points(0), randomStream(1))).toBe('not-positive');
    expect(fitSlope(points(-1), randomStream(1))).toBe('not-positive');
    expect(fitSlope(points(NaN), randomStream(1))).toBe('not-finite');
    expect(fitSlope(points(Infinity), randomStream(1))).toBe('not-finite');
  });

  it('needs three widths and two seeds', () => {
    const noise = () => 0.1;
    const fit = (widths: readonly number[], seeds: number) => () =>
      fitSlope(powerLaw(0, widths, seeds, noise, randomStream(1)), randomStream(1));
    expect(fit([64, 128, 64], 5)).toThrow(/three different widths, not 2.*--widths/);
    expect(fit([64, 128, 256], 1)).toThrow(/two seeds at every width, not 1.*--seeds/);
  });
});

describe('the 95 % interval', () => {
  const noises = {
    'the same at every width': () => 0.2,
    'growing tenfold': (position: number) => 0.05 * 10 ** position,
    'shrinking tenfold': (position: number) => 0.5 * 10 ** -position,
  };
  const cases = Object.entries(noises).flatMap(([name, noise]) =>
    [4, 5, 7].map((widths) => ({ name, noise, widths })),
  );

  it.each(cases)(
    'covers the exponent: 5 seeds, $widths widths, noise $name',
    ({ name, noise, widths }) => {
      const sets = 600;
      let covered = 0;
      for (let set = 0; set < sets; set++) {
        const random = randomStream(set, name, widths);
        const points = powerLaw(-0.5, ladder(widths), 5, noise, random);
        const { low, high } = fitted(fitSlope(points, random, { resamples: 499 }));
        if (low <= -0.5 && -0.5 <= high) covered++;
      }
      // 93 to 97 %, give or take two standard errors of a share of so many data sets.
      const error = Math.sqrt((0.95 * 0.05) / sets);
      expect(covered / sets).toBeGreaterThan(0.93 - 2 * error);
      expect(covered / sets).toBeLessThan(0.97 + 2 * error);
    },
  );
});
