import { expect, it } from 'vitest';
import { decidedText } from './advice.ts';

it.each([
  [{ seeds: 24, widths: 7 }, 'about 24 seeds or 7 widths would decide'],
  [{ seeds: 239, widths: 9 }, 'about 9 widths would decide'],
  [{ seeds: 100, widths: 13 }, 'about 100 seeds would decide'],
  [{ seeds: 13_634, widths: 49 }, 'more than 100 seeds: change the design'],
])('advises no more than can be measured: %j', (needed, text) => {
  expect(decidedText(needed)).toBe(text);
});
