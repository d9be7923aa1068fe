import { describe, expect, it } from 'vitest';
import { sweepConfig as config } from './config.test.support.ts';
import { quantities } from './measured-step.ts';
import { reportedSteps, sweepCells } from './sweep-cells.ts';
import type { Unit } from './width-sweep.ts';

/** The made-up part of the units: exponents, null for non-finite values, and the loss over the frozen model's. */
interface MadeUp extends Partial<Record<(typeof quantities)[number] | 'largest', number | null>> {
  readonly loss?: number;
}

/** Made-up measurements: every quantity is n^exponent with a little scatter, by default with exponent 0. */
function units({ loss = 0.9, ...exponents }: MadeUp): Unit[] {
  return config.widths.flatMap((width) =>
    config.seeds.map((seed) => {
      const row = [...quantities, 'largest' as const].map((quantity) => {
        const exponent = exponents[quantity] === undefined ? 0 : exponents[quantity];
        return exponent === null ? null : width ** exponent * (1 + 0.01 * seed);
      });
      const rows = [
        [...row, 1],
        [...row, 1],
      ];
      return { width, seed, values: [rows], frozenLoss: 1, finalLosses: [loss] };
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

  it('counts agreement by exponent: a prediction off by a quarter differs where verdicts do not', () => {
    const cell = cellOf({ deltaF: 0.25, largest: 0.25 });
    expect(cell).toMatchObject({ verdict: 'exploding', agreement: 'differs' });
    const [faster] = sweepCells({ ...config, rateExponents: [-0.25] }, units({ deltaF: 0.25 }));
    expect(faster).toMatchObject({ predicted: 0.5, agrees: true, agreement: 'differs' });
    const [right] = sweepCells({ ...config, rateExponents: [-0.25] }, units({ deltaF: 0.5 }));
    expect(right).toMatchObject({ agrees: true, agreement: 'agrees' });
  });

  it('is not stable where a single entry grows, which a root mean square hides', () => {
    expect(cellOf({ largest: 0.5 })).toMatchObject({ verdict: 'exploding', agrees: false });
    // A maximum over more entries is slightly larger.
    expect(cellOf({ largest: 0.05 }).verdict).toBe('stable');
  });

  it('is hollow where the loss is not below the frozen model’s', () => {
    for (const loss of [1.2, 2000])
      expect(cellOf({ loss })).toMatchObject({
        verdict: 'hollow',
        agrees: true,
        loss: { start: 1, end: loss, verdict: loss > 2 ? 'rises' : 'no better' },
      });
  });

  it('expects of the first step what its parts are made of', () => {
    // At c = 0 δ1 is n^0, δ2 n^1/2 and δ3 n^1, here of equal size; Δf is their sum.
    const [cell] = sweepCells({ ...config, rateExponents: [0] }, units({ deltaF: 0.5 }));
    expect(cell!.first).toMatchObject({ predicted: 1, agreement: 'agrees' });
    expect(cell!.first!.expected).toBeCloseTo(0.5, 3);
    const [off] = sweepCells({ ...config, rateExponents: [0] }, units({ deltaF: 0.75 }));
    expect(off!.first).toMatchObject({ agreement: 'differs' });
  });

  it('says beside the steps measured what holds of others', () => {
    const descent = { ...config, optimiser: 'gd', steps: 2, rateExponents: [-1, -0.5] };
    const [bounded, faster] = sweepCells(descent, [
      ...units({}).map((unit) => ({ ...unit, values: [...unit.values, ...unit.values] })),
    ]);
    expect(bounded).toMatchObject({
      verdict: 'stable',
      predictedVerdict: 'vanishing',
      agreement: 'differs',
      later: { fixed: 'vanishing', logTime: true },
    });
    expect(faster!.later).toEqual({ fixed: 'exploding', logTime: false });
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
  expect(reportedSteps(5000).slice(-4)).toEqual([500, 1000, 2000, 5000]);
});
