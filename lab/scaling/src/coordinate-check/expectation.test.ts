import { describe, expect, it } from 'vitest';
import { expectedAt, exponentSchema, type Expectation } from './expectation.ts';

const row: Expectation = {
  modules: 'blocks.*.mlp',
  quantity: 'change',
  step: 'any',
  exponent: 1,
  reason: 'grows',
};

const fits = (change: Partial<Expectation>, module = 'blocks.1.mlp', step = 2) =>
  expectedAt({ module, quantity: 'change', step }, [1, 2, 4], [{ ...row, ...change }]) !== null;

describe('expectedAt', () => {
  it('takes names as they are, and * for any characters', () => {
    expect(fits({})).toBe(true);
    expect(fits({}, 'blocks.1.attention.mlp')).toBe(true);
    for (const other of ['blocks.1.mlp.up', 'my.blocks.1.mlp', 'blocksX1.mlp'])
      expect(fits({}, other)).toBe(false);
    expect(fits({ modules: '*' }, 'h(0)')).toBe(true);
    expect(fits({ modules: 'h(0)' }, 'h(0)')).toBe(true);
    expect(fits({ modules: 'h.0' }, 'hx0')).toBe(false);
    expect(fits({ modules: '*lora_A*' }, 'h.lora_A.default')).toBe(true);
  });

  it('takes the first, the last, any or one number of the steps', () => {
    const at = (step: Expectation['step']) => [1, 2, 4].filter((n) => fits({ step }, undefined, n));
    expect([at('first'), at('last'), at('any'), at(2), at(3)]).toEqual([
      [1],
      [4],
      [1, 2, 4],
      [2],
      [],
    ]);
  });

  it('takes the first row that fits, and of a largest entry one that names it', () => {
    const table = [
      { ...row, step: 1 },
      row,
      { ...row, quantity: 'largestChange', exponent: 0 },
    ] as const;
    const found = (quantity: Expectation['quantity'], step: number) =>
      expectedAt({ module: 'blocks.0.mlp', quantity, step }, [1, 2], table)?.exponent;
    expect(found('change', 2)).toBe(1);
    expect(found('largestChange', 2)).toBe(0);
    expect(found('largest', 2)).toBeUndefined();
    expect(
      expectedAt({ module: 'blocks.0.mlp', quantity: 'largestChange', step: 2 }, [1, 2], [row]),
    ).toEqual({
      exponent: 1,
      reason: 'grows',
    });
  });
});

it.each([0, -0.5, 'free', { least: -0.5, most: 0 }, { most: 0 }, { least: 1 }])(
  'takes %j for an exponent',
  (exponent) => expect(exponentSchema.parse(exponent)).toEqual(exponent),
);

it.each([{}, { least: 1, most: 0 }, { least: 0, above: 1 }, 'stable', null, 11])(
  'takes %j for none',
  (exponent) => expect(exponentSchema.safeParse(exponent).success).toBe(false),
);
