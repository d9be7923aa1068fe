import { describe, expect, it } from 'vitest';
import check from './check.ts';
import type { ResultOf } from '../record.ts';
import type { TabledStep } from '@singlora/scaling';
import type { ExponentConfig } from './derive.ts';
import type { record } from './record.ts';
import { tableText } from './text.ts';
import { runCheck } from '../run-check.test.support.ts';

/** The record with fields that the page does not read. */
type Recorded = ResultOf<typeof record> & {
  readonly problem: ExponentConfig;
  readonly steps: readonly TabledStep[];
};

const smoke = check.presets['smoke']!;

describe('the derivation of exponents', () => {
  it('keeps tables, solutions and the derivation of each problem', async () => {
    const all = await runCheck(check, smoke);
    expect(all.map(({ plan }) => plan.label)).toEqual([
      'singlora · steps as gradient · error · start n^-0.5',
      'singlora · steps as constant · error · start n^-0.5',
      'lora · steps as gradient · error · start n^-0.5',
      'lora · steps as constant · error · start n^-0.5',
      'lora · steps as gradient · error · start n^-0.5 · one output',
      'lora · steps as constant · error · start n^-0.5 · one output',
    ]);
    const [byGradient, byAdam] = all.map(({ result }) => result as Recorded);
    expect(byGradient!.problem).toEqual(all[0]!.plan.config);
    expect(byGradient!.steps[0]!.quantities.deltaF).toEqual({
      text: 'max(c + 1/2, 2c + 1)',
      latex: '\\max\\left( c+\\frac{1}{2},2 c+1\\right)',
      at: smoke.rateExponents.map((c) => [c, Math.max(c + 1 / 2, 2 * c + 1)]),
    });
    expect(byGradient!.solutions['stable']).toMatchObject({
      rates: [[null, -3 / 4]],
      forEver: [[null, -1]],
      failure: null,
    });
    expect(byGradient!.solutions['learning-at-once']).toMatchObject({
      rates: [],
      failure: { step: 2, quantity: 'deltaF', order: 'O(1)' },
    });
    expect(byGradient!.derivation.text).toContain('ΔA = −η·∂L/∂A: Θ(n^c) along e₀, x');
    expect(byGradient!.derivation.latex).toContain(
      '$\\Delta A = -\\eta \\,\\partial L/\\partial A$',
    );
    // Two steps say nothing of the third.
    expect(byAdam!.solutions).not.toHaveProperty('balanced-later');
    expect(byAdam!.solutions['learning-at-once']!.forEver).toEqual([[-1 / 2, -1 / 2]]);
    expect(all[1]!.outcome).toEqual({
      status: 'finished',
      summary: {
        seconds: expect.any(Number) as number,
        steps: 2,
        stable: -0.5,
        'learning-at-once': -0.5,
        learning: -0.5,
        balanced: -0.5,
        network: -0.5,
      },
    });
    expect(all[1]!.says).toBe(
      'over 2 steps, the largest c of each goal that has one: stable -0.5, learning at once -0.5, learning -0.5, balanced -0.5, network -0.5',
    );
  });

  it('prints a column a step', async () => {
    const [, , , adam] = await runCheck(check, smoke);
    expect(tableText((adam!.result as Recorded).steps)).toBe(
      [
        'exponent of n  step 1  step 2',
        'A              -1/2    -1/2',
        'Qx             0       0',
        'f              = 0     c',
        'deltaA         = 0     c',
        'deltaQx        = 0     c + 1',
        'delta1         c       c',
        'delta2         = 0     2c + 1',
        'delta3         = 0     2c + 1',
        'deltaF         c       max(c, 2c + 1)',
        'deltaOut       c       max(c, 2c + 1)',
      ].join('\n'),
    );
  });

  it('refuses a method that it does not know', () => {
    expect(() => check.plan({ ...smoke, methods: ['ia3'] }, 'test')).toThrow(
      /Known methods: lora, singlora/,
    );
  });
});
