import { capital } from '@singlora/reporting';
import { expect, it } from 'vitest';
import { slopeText, spanText, widthsText } from './words.ts';

it('writes slopes with what is known of them', () => {
  expect(slopeText({ slope: 0.984, low: 0.95, high: 1.021 })).toBe('0.98 (0.95 to 1.02)');
  expect(slopeText({ slope: 1, low: null, high: null })).toBe('1.00');
  expect(slopeText({ slope: null, low: null, high: null })).toBe('no slope');
  expect(slopeText(undefined)).toBe('no slope');
});

it('writes widths, and sentences that begin with any letter', () => {
  expect(widthsText([64, 4096, 256])).toBe('3 widths from 64 to 4,096');
  expect(widthsText([100])).toBe('1 width 100');
  const span = { widths: [1, 4], seeds: [0], steps: 2 };
  expect(spanText(span, 'depth')).toBe('2 depths from 1 to 4, 1 seed, 2 steps');
  expect(['adam', 'μP', '“a”'].map(capital)).toEqual(['Adam', 'μP', '“a”']);
});
