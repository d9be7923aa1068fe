import { describe, expect, it } from 'vitest';
import { fitSlope, type Slope } from './slope.ts';
import { verdictOf } from './verdict.ts';

const fit = (low: number, slope: number, high: number, more: Partial<Slope> = {}): Slope => ({
  low,
  slope,
  high,
  residual: 0.1,
  widths: 4,
  seeds: 5,
  ...more,
});

describe('verdictOf', () => {
  it('goes by the whole interval', () => {
    expect(verdictOf(fit(-0.1, 0, 0.1))).toEqual({ verdict: 'stable' });
    expect(verdictOf(fit(0.11, 0.2, 0.3))).toEqual({ verdict: 'exploding' });
    expect(verdictOf(fit(-0.6, -0.5, -0.11))).toEqual({ verdict: 'vanishing' });
    expect(verdictOf(fit(-0.11, 0, 0.1)).verdict).toBe('undecided');
    expect(verdictOf(fit(0.05, 0.2, 0.3)).verdict).toBe('undecided');
    expect(verdictOf(fit(-0.2, 0, 0.2), { tolerance: 0.3 }).verdict).toBe('stable');
  });

  it('calls infinite and NaN diverged, and judges no value of 0', () => {
    expect(verdictOf('not-finite')).toEqual({ verdict: 'diverged' });
    expect(verdictOf('not-positive')).toEqual({ verdict: 'undecided' });
  });

  it('says how much more would decide', () => {
    // Half the interval's reach would do: four times the seeds, or widths with 4 · 4(4² − 1) = 240 → 7(7² − 1) = 336.
    const { decidedBy } = verdictOf(fit(-0.2, 0, 0.2));
    expect(decidedBy).toEqual({ seeds: 20, widths: 7 });
    expect(verdictOf(fit(0, 0.2, 0.3)).decidedBy).toEqual({ seeds: 20, widths: 7 });
    expect(verdictOf(fit(-0.1, 0.1, 0.3))).toEqual({ verdict: 'undecided' });
  });

  it('is decided by what it asks for, where the slope and the noise stay as they are', () => {
    const values = (width: number, seeds: number) =>
      Array.from({ length: seeds }, (_, i) =>
        Math.exp((i % 2 ? 0.4 : -0.4) + 0.02 * Math.log(width)),
      );
    const points = (widths: number, seeds: number) =>
      Array.from({ length: widths }, (_, i) => ({ width: 2 ** i, values: values(2 ** i, seeds) }));
    const judge = (widths: number, seeds: number) =>
      verdictOf(fitSlope(points(widths, seeds)) as Slope);
    const { verdict, decidedBy } = judge(4, 4);
    expect(verdict).toBe('undecided');
    const { seeds, widths } = decidedBy!;
    expect(judge(4, seeds + (seeds % 2)).verdict).toBe('stable');
    expect(judge(widths, 4).verdict).toBe('stable');
  });
});
