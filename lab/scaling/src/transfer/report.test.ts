import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { ratesOf, type RateLosses, type TransferConfig } from './rate-losses.ts';
import { transferReport } from './report.ts';

const config: TransferConfig = {
  family: 'residual-mlp-mup',
  method: 'singlora',
  optimiser: 'adam',
  rank: 8,
  alpha: 8,
  widths: [64, 128, 256, 1024],
  seeds: [0, 1, 2, 3, 4],
  steps: 10,
  lowest: -10,
  highest: -2,
  perOctave: 2,
};

/** Losses with a minimum of 0.1 at 2^-4 · (n/64)^exponent, twice as high two octaves away, diverged four octaves above. */
const unitsOf = (exponent: number, noise = 0): RateLosses[] =>
  config.widths.flatMap((width) =>
    config.seeds.map((seed) => {
      const random = randomStream(seed, width);
      const best = -4 + exponent * Math.log2(width / 64) + noise * random.normal();
      const losses = ratesOf(config).map((rate) => {
        const off = Math.log2(rate) - best;
        return off > 3.9 ? null : 0.1 * 2 ** (off ** 2 / 4);
      });
      return { width, seed, losses };
    }),
  );

describe('transferReport', () => {
  it('finds an optimum that moves, and what keeping its rate costs', () => {
    const report = transferReport(config, unitsOf(-0.5));
    expect(report.exponent!.slope).toBeCloseTo(-0.5, 10);
    expect(report.predictedExponent).toBe(-0.5);
    expect(report.optimum.map(({ rate }) => Math.log2(rate))).toEqual(
      [-4, -4.5, -5, -6].map((power) => expect.closeTo(power, 10) as number),
    );
    const last = report.transferred.at(-1)!;
    expect(last.own).toMatchObject({ rate: 2 ** -6, loss: expect.closeTo(0.1, 10) as number });
    expect(last.kept.rate).toBe(2 ** -4);
    expect(last.kept.loss).toBeCloseTo(0.2, 10);
    expect(last.kept.ratio!.value).toBeCloseTo(2, 10);
    expect(last.scaled!.ratio!.value).toBeCloseTo(1, 10);
  });

  it('has an interval of the exponent, of each optimum and of each ratio', () => {
    const { exponent, optimum } = transferReport(config, unitsOf(0, 0.3));
    expect(exponent!.low).toBeLessThan(0);
    expect(exponent!.high).toBeGreaterThan(0);
    expect(exponent!.high - exponent!.low).toBeLessThan(0.5);
    for (const { rate, low, high } of optimum) {
      expect(low).toBeLessThan(rate);
      expect(high).toBeGreaterThan(rate);
      expect(high / low).toBeLessThan(4);
    }
    const { transferred } = transferReport(config, unitsOf(-0.5, 0.3));
    const { value, low, high } = transferred.at(-1)!.kept.ratio!;
    expect(value).toBeGreaterThan(low);
    expect(value).toBeLessThan(high);
  });

  it('orders losses by width, rate and seed', () => {
    const units = unitsOf(-0.5, 0.3);
    const { losses, rates, widths } = transferReport(config, units.toReversed());
    expect(rates).toHaveLength(17);
    expect(losses.map((ofWidth) => ofWidth.length)).toEqual(widths.map(() => 17));
    const unit = units.find(({ width, seed }) => width === 256 && seed === 3)!;
    expect(losses[2]!.map((ofRate) => ofRate[3])).toEqual(unit.losses);
  });

  it('says where a transferred rate diverges', () => {
    const { transferred } = transferReport(config, unitsOf(-1));
    const last = transferred.at(-1)!;
    expect(last.kept).toEqual({ rate: 2 ** -4, loss: null, ratio: null });
    expect(last.own.loss).toBeCloseTo(0.1, 10);
  });

  it('has no optimum of a width at which one seed alone converged', () => {
    const lost = unitsOf(0, 0.3).map((unit) =>
      unit.width === 128 && unit.seed > 0 ? { ...unit, losses: unit.losses.map(() => null) } : unit,
    );
    const { optimum } = transferReport(config, lost);
    expect(optimum.map(({ width }) => width)).toEqual([64, 256, 1024]);
  });

  it('counts optima at the edge, and has no exponent where too much diverged', () => {
    const edge = transferReport(config, unitsOf(-2));
    expect(edge.optimum.map(({ atEdge }) => atEdge)).toEqual([0, 0, 0, 5]);
    const lost = unitsOf(0).map((unit) =>
      unit.width > 64 ? { ...unit, losses: unit.losses.map(() => null) } : unit,
    );
    const report = transferReport(config, lost);
    expect(report.exponent).toBeNull();
    expect(report.optimum).toHaveLength(1);
    expect(report.transferred).toHaveLength(1);
  });
});
