import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { fitSlope, type Slope } from './slope.ts';
import { slopeVerdictOf } from './verdict.ts';

const ladder = (widths: number, seeds: number, y: (n: number) => number, apart: number) =>
  Array.from({ length: widths }, (_, i) => 64 * 2 ** i).map((width) => ({
    width,
    values: Array.from({ length: seeds }, (_, i) => y(width) * Math.exp(i % 2 ? apart : -apart)),
  }));

/** y(n) at 7 widths from 64, for six seeds with this spacing. */
const judge = (y: (n: number) => number, apart = 0.02, allowance = 0) => {
  const points = ladder(7, 6, y, apart);
  return slopeVerdictOf(points, fitSlope(points) as Slope, allowance);
};

const root = (n: number) => Math.sqrt(64 / n);

describe('a verdict stands where the power law and its correction agree', () => {
  it.each([
    ['nothing', () => 1, 'stable'],
    ['n^0.05', (n: number) => n ** 0.05, 'stable'],
    ['n^0.5', (n: number) => n ** 0.5, 'exploding'],
    ['n^-0.5', (n: number) => n ** -0.5, 'vanishing'],
    ['n^-0.2', (n: number) => n ** -0.2, 'vanishing'],
    ['growth to a constant', (n: number) => 1 - 0.6 * root(n), 'stable'],
    ['a fall to a constant', (n: number) => 1 + 0.6 * root(n), 'stable'],
    ['growth that ends', (n: number) => 1 / (1 + (64 / n) ** 2), 'bends'],
    ['a valley', (n: number) => Math.exp(0.5 * Math.log(n / 512) ** 2), 'bends'],
    ['a fall that the correction does not follow', (n: number) => 1 + 16 * (64 / n) ** 2, 'bends'],
    ['growth as a logarithm', (n: number) => Math.log(n), 'undecided'],
    ['a fall that leaves half', (n: number) => 1 + 8 * root(n), 'undecided'],
    ['a slope on the border', (n: number) => n ** 0.1, 'undecided'],
  ] as const)('%s', (_, y, verdict) => {
    expect(judge(y).verdict).toBe(verdict);
  });

  it('as an exponent that is known without what dies out', () => {
    const { correction } = judge((n) => n ** 0.5 * Math.exp(-root(n)));
    expect(correction.slope).toBeCloseTo(0.5, 6);
    expect(correction.low).toBeLessThan(0.5);
    expect(correction.high).toBeGreaterThan(0.5);
  });

  it('exploding only where both intervals lie above: a correction that leaves it open decides nothing', () => {
    // Within ±0.06 the power law alone is clear.
    const { verdict, decidedBy } = judge((n) => n ** 0.2, 0.2);
    expect(verdict).toBe('undecided');
    expect(decidedBy!.seeds).toBeGreaterThan(6);
  });

  it('with what a maximum may grow by', () => {
    expect(judge((n) => n ** 0.15, 0.02, 0.1).verdict).toBe('stable');
    expect(judge((n) => n ** -0.15, 0.02, 0.1).verdict).toBe('vanishing');
  });
});

describe('stable is an equivalence', () => {
  it('by the 93 % interval: two one-sided tests at 3.5 %', () => {
    const random = randomStream(1, 'equivalence');
    // At the border itself 3.5 % of tests pass.
    const stable = Array.from({ length: 400 }, () => {
      const points = ladder(7, 5, (n) => n ** 0.1, 0).map(({ width, values }) => ({
        width,
        values: values.map((value) => value * Math.exp(0.1 * random.normal())),
      }));
      return slopeVerdictOf(points, fitSlope(points) as Slope).verdict;
    }).filter((verdict) => verdict === 'stable').length;
    expect(stable).toBeGreaterThan(4);
    expect(stable).toBeLessThan(32);
  });

  it('says how much more would decide, and is decided by it', () => {
    const of = (widths: number, seeds: number) => {
      const points = ladder(widths, seeds, (n) => n ** 0.02, 0.4);
      return slopeVerdictOf(points, fitSlope(points) as Slope);
    };
    const { verdict, decidedBy, lowPower } = of(4, 4);
    expect([verdict, lowPower]).toEqual(['undecided', true]);
    const { seeds, widths } = decidedBy!;
    expect(of(4, seeds + (seeds % 2)).verdict).toBe('stable');
    expect(of(widths, 4).verdict).toBe('stable');
  });
});
