import { describe, expect, it } from 'vitest';
import { normalQuantile975, tQuantile975 } from './students-t.ts';

/** P(|T| ≤ t) by Simpson's rule over x = √df · tan(angle), which brings both tails into reach. */
function within(t: number, df: number): number {
  const density = (angle: number) => Math.cos(angle) ** (df - 1);
  const integral = (to: number, n = 4000) => {
    let sum = density(0) + density(to);
    for (let i = 1; i < n; i++) sum += density((i * to) / n) * (i % 2 ? 4 : 2);
    return (sum * to) / n / 3;
  };
  return integral(Math.atan(t / Math.sqrt(df))) / integral(Math.PI / 2);
}

describe('tQuantile975', () => {
  it.each([1, 2, 3, 4, 4.5, 5, 7.3, 10, 16, 30, 100])(
    'leaves 5 %% outside for %f degrees of freedom',
    (df) => expect(within(tQuantile975(df), df)).toBeCloseTo(0.95, 3),
  );

  it('falls to the normal quantile', () => {
    for (let df = 1; df < 50; df += 0.5) {
      expect(tQuantile975(df + 0.5)).toBeLessThan(tQuantile975(df));
    }
    expect(tQuantile975(1e6)).toBeCloseTo(normalQuantile975, 4);
  });
});
