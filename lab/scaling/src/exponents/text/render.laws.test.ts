import { fc, test } from '@fast-check/vitest';
import { all, create, parse, type Fraction, type MathJsInstance } from 'mathjs';
import { describe, expect } from 'vitest';
import { exponent, nonZero, rational } from '../algebra/arbitrary.test.support.ts';
import { exactlyAt, exponentAt, zero } from '../algebra/exponent.ts';
import { exponentLatex, exponentExpression } from './render.ts';

/** Mathjs in which `1/3` is a third. */
const exact = create(all!, { number: 'Fraction' }) as MathJsInstance;

describe('rendering', () => {
  test.prop([nonZero, rational])('mathjs reads the text back to the same values', (a, c) => {
    const value = exact.evaluate(exponentExpression(a), { c }) as Fraction;
    expect(value.equals(exactlyAt(a, c)!)).toBe(true);
  });

  test.prop([exponent])('mathjs writes the same LaTeX, of all but cases', (a) => {
    fc.pre(a !== zero && !exponentExpression(a).includes('?'));
    const latex = parse(exponentExpression(a)).toTex().replaceAll('~', '').replace(/ +/g, ' ');
    expect(exponentLatex(a)).toBe(latex.replaceAll('\\frac{-', '-\\frac{').trim());
  });

  test.prop([exponent])('LaTeX closes what it opens', (a) => {
    const latex = exponentLatex(a);
    const count = (pattern: RegExp) => latex.match(pattern)?.length ?? 0;
    expect(count(/\{/g)).toBe(count(/\}/g));
    expect(count(/\\left/g)).toBe(count(/\\right/g));
    expect(count(/\\begin/g)).toBe(count(/\\end/g));
    expect(latex).not.toMatch(/undefined|~/);
  });

  test('what is exactly zero has no finite exponent', () => {
    expect(exact.evaluate(exponentExpression(zero))).toBe(exponentAt(zero, 0));
  });
});
