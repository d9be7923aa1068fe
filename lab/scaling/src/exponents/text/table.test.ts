import { expect, it } from 'vitest';
import { factorModelOf } from '../../methods/factor-model-of.ts';
import { predictExponents } from '../prediction/predict.ts';
import { derivationTable } from './table.ts';

it('tables every step and quantity as plain data', () => {
  const steps = predictExponents({
    factors: factorModelOf('lora'),
    signal: { kind: 'error' },
    optimiser: 'constant',
    initExponent: -1 / 2,
    steps: 2,
  });
  const table = derivationTable(steps, [-1, 0]);
  expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  expect(table.map(({ step }) => step)).toEqual([1, 2]);
  expect(table[0]!.quantities.delta2).toEqual({
    text: '-Infinity',
    latex: '-\\infty',
    at: [
      [-1, null],
      [0, null],
    ],
  });
  expect(table[1]!.quantities.delta2).toEqual({
    text: '2c + 1',
    latex: '2 c+1',
    at: [
      [-1, -1],
      [0, 1],
    ],
  });
});
