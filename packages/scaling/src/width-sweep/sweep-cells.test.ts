import { describe, expect, it } from 'vitest';
import { quantities } from './measured-step.ts';
import { reportedSteps, sweepCells } from './sweep-cells.ts';
import type { SweepConfig, Unit } from './width-sweep.ts';

const config: SweepConfig = {
  family: 'linear-toy',
  method: 'singlora',
  optimiser: 'adam',
  initExponent: -0.5,
  ramp: 0,
  rank: 8,
  alpha: 8,
  widths: [64, 128, 256, 512],
  seeds: [0, 1, 2],
  steps: 2,
  rateExponents: [-0.5],
  baseWidth: 64,
  entryStep: 0.04,
  growth: 0.25,
};

/** Made-up measurements: every quantity as n^exponent, but for those given, with a little scatter. */
function units(exponents: Partial<Record<(typeof quantities)[number], number | null>>): Unit[] {
  return config.widths.flatMap((width) =>
    config.seeds.map((seed) => {
      const row = quantities.map((quantity) => {
        const exponent = exponents[quantity] === undefined ? 0 : exponents[quantity];
        return exponent === null ? null : width ** exponent * (1 + 0.01 * seed);
      });
      return {
        width,
        seed,
        values: [
          [
            [...row, 1],
            [...row, 1],
          ],
        ],
      };
    }),
  );
}

const cellOf = (...made: Parameters<typeof units>) => sweepCells(config, units(...made))[0]!;

describe('a cell', () => {
  it('agrees with its prediction where the change of the output keeps its size', () => {
    const cell = cellOf({ Qx: 0.5, A: -0.5, deltaA: -0.5 });
    expect(cell).toMatchObject({
      verdict: 'stable',
      predictedVerdict: 'stable',
      agrees: true,
    });
    expect(cell.slope!.slope).toBeCloseTo(0, 6);
    expect(cell.quantities.Qx.at(-1)).toMatchObject({
      step: 2,
      predicted: 0.5,
      slope: expect.closeTo(0.5, 6),
    });
    expect(cell.points.deltaF).toHaveLength(2 * config.widths.length);
  });

  it('contradicts it where the change shrinks, whatever its parts do', () => {
    const cell = cellOf({ deltaF: -0.5, delta1: -0.5, delta2: -0.5, delta3: -0.5 });
    expect(cell).toMatchObject({ verdict: 'vanishing', agrees: false });
  });

  it('diverged where a value was not finite, which is no contradiction where it was to explode', () => {
    const cell = cellOf({ deltaF: null });
    expect(cell).toMatchObject({ verdict: 'diverged', agrees: false, slope: null });
    const [exploding] = sweepCells({ ...config, rateExponents: [0.5] }, units({ deltaF: null }));
    expect(exploding).toMatchObject({
      verdict: 'diverged',
      predictedVerdict: 'exploding',
      agrees: true,
    });
  });
});

it('reports the first steps, then fewer and fewer, and always the last', () => {
  expect(reportedSteps(1)).toEqual([1]);
  expect(reportedSteps(10)).toEqual([1, 2, 3, 5, 10]);
  expect(reportedSteps(60)).toEqual([1, 2, 3, 5, 10, 20, 30, 50, 60]);
});
