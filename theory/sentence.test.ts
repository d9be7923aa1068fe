import { expect, it } from 'vitest';
import { sentenceOf } from './sentence.ts';

it('fills numbers in, and leaves out what is not known', () => {
  const template = '{cells} cells[, loss {loss}][, {a b} of {cells}]';
  expect(sentenceOf(template, { cells: 12_345, 'a b': 0 })).toBe('12345 cells, 0 of 12345');
  expect(sentenceOf(template, { cells: 2, loss: 1.234e-13 })).toBe('2 cells, loss 1.23e-13');
});

it('begins with no comma where what comes first is left out', () => {
  expect(sentenceOf('[rate {rate}][, expected {expected}]', { expected: 0 })).toBe('expected 0');
});

it('leaves counts of nothing out where the template says so', () => {
  const template = '{cells} cells[, {lost>0} of them lost]';
  expect(sentenceOf(template, { cells: 0, lost: 0 })).toBe('0 cells');
  expect(sentenceOf(template, { cells: 3 })).toBe('3 cells');
  expect(sentenceOf(template, { cells: 3, lost: 1 })).toBe('3 cells, 1 of them lost');
});
