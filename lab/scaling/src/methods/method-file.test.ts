import { declaredMethod } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import { formulaOf } from './formula.ts';
import { methodInFile } from './method-file.ts';

const lora = "W + alpha/r * B * A'\nB = {start: zero}";

describe('a file that declares a method', () => {
  it('leaves usual values out, and a record has them', () => {
    const declared = methodInFile('mine', lora);
    expect(declared).toEqual({
      name: 'mine',
      title: 'mine',
      formula: "W + alpha/r * B * A'",
      parameters: {
        A: { start: 'random', exponent: -1 / 2, rate: 0, trained: true, decays: true },
        B: { start: 'zero', exponent: -1 / 2, rate: 0, trained: true, decays: true },
      },
    });
    expect(declaredMethod.parse(declared)).toEqual(declared);
  });

  it('has its title behind #, and fractions', () => {
    const { title, parameters } = methodInFile('mine', `# Mine\n\n${lora}\nA = {rate: -3/2}`);
    expect([title, parameters['A']!.rate]).toEqual(['Mine', -3 / 2]);
  });

  it.each([
    ['W + alpha/r * * A', 'Character 15', 'Value expected'],
    ['', 'Character 1', 'a formula is W + alpha/r'],
    ["W + alpha/r * B * A' + C", 'Character 22', 'only W stands before'],
    ["V + alpha/r * B * A'", 'Character 3', 'only W stands before'],
    ["W + B * A'", 'Character 7', 'the factor alpha/r'],
    ["W + alpha/n * B * A'", 'Character 10', 'alpha/r'],
    ["W + alpha/r * B * sin(A)'", 'Character 19', 'a factor is'],
    ["W + alpha/r * B * 2 * A'", 'Character 19', 'a factor is'],
    ["W + alpha/r * (B + C) * A'", 'Character 18', 'a factor is'],
    ["W + u * alpha/r * u * B * A'", 'Character 19', 'u stands here twice'],
    ["W + n^r * alpha/r * B * A'", 'Character 7', 'a power is a number'],
    ["W + alpha/r * B * e'", 'Character 19', 'e has another meaning'],
    ['W + alpha/r * B * A', 'Character 19', "the last matrix is transposed: A'"],
    ["W + alpha/r * B' * A'", 'Character 15', 'only the last matrix'],
    ["W + alpha/r * diag(b) * A'", 'Character 23', 'a matrix [out, r]'],
    ["W + alpha/r * B * diag(B) * A'", 'Character 24', 'B is [r] here, and [out, r] before'],
    ["W + alpha/r * B * B * A'", 'Character 19', 'B is [r, r] here'],
    [`${lora}\nC = {start: zero}`, 'Character 1', 'the formula has no C'],
    [`${lora}\nA = zero`, 'Character 1', 'a line after the formula'],
    [`${lora}\nA = {start: soon}`, 'Character 13', 'one of random, zero'],
    [`${lora}\nA = {rates: 1}`, 'Character 6', 'Unrecognized key'],
    [`${lora}\nA = {rate: 5}`, 'Character 6', 'expected number to be <=4'],
    [`${lora}\nA = {start: zero}`, 'Character 19', 'B and A start as 0 together'],
    [`${lora}\nA = {start: ones, trained: false}`, 'Character 19', 'starts as random or principal'],
    ["W + alpha/r * A * A'\nA = {start: gradient}", 'Character 6', 'a matrix of one side'],
    ["W + alpha/r * A * A'\nA = {trained: false}", 'Character 1', 'none of its parameters'],
  ])('is refused: %j', (file, place, what) => {
    const refused = () => methodInFile('mine', file);
    expect(refused).toThrow(expect.objectContaining({ code: 'SCALING_FORMULA' }));
    expect(refused).toThrow(`${place} of `);
    expect(refused).toThrow(what);
  });
});

describe('a formula', () => {
  it('is read into the products of both sides', () => {
    expect(
      formulaOf("W + n^(-1/2) * alpha/r * u * diag(b) * B * diag(d) * R * A' * diag(c)"),
    ).toEqual({
      p: ['b', 'B', 'd', 'R'],
      q: ['A', 'c'],
      shapes: {
        b: ['out'],
        B: ['out', 'r'],
        d: ['r'],
        R: ['r', 'r'],
        A: ['in', 'r'],
        c: ['in'],
      },
      scale: -1 / 2,
      hasRamp: true,
      latex: expect.stringContaining('A^{\\top}') as string,
    });
  });

  it('may have a matrix on both sides', () => {
    const { p, q, shapes, latex } = formulaOf("W + alpha / r * u * A * A'");
    expect([p, q, shapes]).toEqual([['A'], ['A'], { A: ['out', 'r'] }]);
    expect(latex.replaceAll(' ', '')).toBe('W+\\frac{\\alpha}{r}\\cdotu\\cdotA\\cdotA^{\\top}');
  });
});
