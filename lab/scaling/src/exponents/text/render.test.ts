import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { add, constant, linearExponent, max, scale, zero } from '../algebra/exponent.ts';
import { exponentLatex, exponentExpression, ratesLatex, ratesTextOf } from './render.ts';

const kink = max(linearExponent(1, 1 / 2), linearExponent(2, 1));

describe('exponents as text', () => {
  it.each([
    ['0', constant(0), '0'],
    ['-1/2', constant(-1 / 2), '-\\frac{1}{2}'],
    ['c', linearExponent(1, 0), 'c'],
    ['-c', linearExponent(-1, 0), '- c'],
    ['2c + 1', linearExponent(2, 1), '2 c+1'],
    ['1/2 c - 3', linearExponent(1 / 2, -3), '\\frac{1}{2} c-3'],
    ['max(c + 1/2, 2c + 1)', kink, '\\max\\left( c+\\frac{1}{2},2 c+1\\right)'],
    ['min(-c - 1/2, -2c - 1)', scale(kink, -1), '\\min\\left(- c-\\frac{1}{2},-2 c-1\\right)'],
    ['-Infinity', zero, '-\\infty'],
  ])('%s', (text, exponent, latex) => {
    expect(exponentExpression(exponent)).toBe(text);
    expect(exponentLatex(exponent)).toBe(latex);
  });

  it('goes by cases where it bends both ways', () => {
    const wave = add(kink, scale(max(linearExponent(0, 0), linearExponent(1, 0)), -1));
    expect(exponentExpression(wave)).toBe('c < -1/2 ? c + 1/2 : c < 0 ? 2c + 1 : c + 1');
    expect(exponentLatex(wave)).toBe(
      '\\begin{cases} c+\\frac{1}{2} & \\text{if } c<-\\frac{1}{2} \\\\ 2 c+1 & \\text{if } c<0 \\\\ c+1 & \\text{otherwise} \\end{cases}',
    );
  });
});

describe('rates as text', () => {
  const [low, high] = [new Fraction(-1), new Fraction(-1, 2)];

  it.each([
    ['no c', [], 'no $c$'],
    ['every c', [{ low: undefined, high: undefined }], 'every $c$'],
    ['c = −1', [{ low, high: low }], '$c=-1$'],
    ['c ≤ −1/2', [{ low: undefined, high }], '$c\\leq-\\frac{1}{2}$'],
    ['−1 ≤ c ≤ −1/2', [{ low, high }], '$-1\\leq c\\leq-\\frac{1}{2}$'],
    [
      'c ≤ −1 or c ≥ −1/2',
      [
        { low: undefined, high: low },
        { low: high, high: undefined },
      ],
      '$c\\leq-1$ or $-\\frac{1}{2}\\leq c$',
    ],
  ])('%s', (text, intervals, latex) => {
    expect(ratesTextOf(intervals)).toBe(text);
    expect(ratesLatex(intervals)).toBe(latex);
  });
});
