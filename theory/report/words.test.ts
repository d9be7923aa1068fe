import { capital } from '@singlora/reporting';
import { expect, it } from 'vitest';
import { exponentText, powerText, slopeText, widthsText } from './words.ts';

it.each([
  [-0.5, '−1/2'],
  [0, '0'],
  [-1, '−1'],
  [-1 / 3, '−1/3'],
  [-0.33333333, '−1/3'],
  [-7 / 8, '−7/8'],
  [1.25, '5/4'],
  [-0.37, '−0.37'],
  [-0.3, '−0.3'],
  [-13 / 29, '−13/29'],
  [12, '12'],
])('writes the exponent %d as %s', (exponent, text) => {
  expect(exponentText(exponent)).toBe(text);
  expect(powerText(exponent)).toBe(`n^${text}`);
});

it('writes slopes with what is known of them', () => {
  expect(slopeText({ slope: 0.984, low: 0.95, high: 1.021 })).toBe('0.98 (0.95 to 1.02)');
  expect(slopeText({ slope: 1, low: null, high: null })).toBe('1.00');
  expect(slopeText({ slope: null, low: null, high: null })).toBe('no slope');
  expect(slopeText(undefined)).toBe('no slope');
});

it('writes widths, and sentences that begin with any letter', () => {
  expect(widthsText([64, 4096, 256])).toBe('3 widths from 64 to 4,096');
  expect(widthsText([100])).toBe('1 width 100');
  expect(['adam', 'μP', '“a”'].map(capital)).toEqual(['Adam', 'μP', '“a”']);
});
