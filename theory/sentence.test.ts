import { expect, it } from 'vitest';
import { sentenceOf } from './sentence.ts';

it('fills numbers in, and leaves out what is not known', () => {
  const template = '{cells} cells[, loss {loss}][, {a b} of {cells}]';
  expect(sentenceOf(template, { cells: 12_345, 'a b': 0 })).toBe('12345 cells, 0 of 12345');
  expect(sentenceOf(template, { cells: 2, loss: 1.234e-13 })).toBe('2 cells, loss 1.23e-13');
});
