import { describe, expect, it } from 'vitest';
import { growthOf } from '../slopes/growth.ts';
import type { Expectation } from './expectation.ts';
import { growthBeside } from './growth-beside.ts';

const widths = [64, 128, 256, 512, 1024];
const law = (at: (n: number) => number) =>
  widths.map((width) => ({
    width,
    values: [0.97, 0.99, 1, 1.01, 1.03].map((noise) => at(width) * noise),
  }));
const power = (exponent: number) => law((n) => n ** exponent);
const verdict = (exponent: number, range: Expectation['exponent']) =>
  growthBeside(power(exponent), range).verdict;

describe('growthBeside', () => {
  it('has the slope of the values, and their verdict over the power', () => {
    for (const exponent of [-1, -1 / 2, 0, 1, 3 / 2]) {
      const found = growthBeside(power(exponent), exponent);
      expect(found).toMatchObject({
        verdict: 'stable',
        fit: { slope: expect.closeTo(exponent, 6) },
        correction: { slope: expect.closeTo(exponent, 6) },
      });
      expect(verdict(exponent + 1 / 2, exponent)).toBe('exploding');
      expect(verdict(exponent - 1 / 2, exponent)).toBe('vanishing');
    }
    for (const expected of [0, 'free', undefined] as const)
      expect(growthBeside(power(0.3), expected)).toEqual(growthOf(power(0.3)));
  });

  it('takes what lies between two ends, and what heads from one to the other', () => {
    const range = { least: -1 / 2, most: 0 };
    expect([-1, -1 / 2, -1 / 4, 0, 1 / 2].map((each) => verdict(each, range))).toEqual([
      'vanishing',
      'stable',
      'stable',
      'stable',
      'exploding',
    ]);
    const outgrown = law((n) => 1 / 8 + 8 / n);
    expect(growthBeside(outgrown, range).verdict).toBe('stable');
  });

  it('leaves an absent end open', () => {
    expect(verdict(-5, { most: 0 })).toBe('stable');
    expect(verdict(0.5, { most: 0 })).toBe('exploding');
    expect(verdict(5, { least: 0 })).toBe('stable');
    expect(verdict(-0.5, { least: 0 })).toBe('vanishing');
  });

  it('keeps what has no exponent', () => {
    const of = (values: number[]) =>
      growthBeside(
        widths.map((width) => ({ width, values })),
        { least: -1, most: 0 },
      ).verdict;
    expect([of([0, 0]), of([1, NaN]), of([0, 1])]).toEqual(['zero', 'diverged', 'undecided']);
  });
});
