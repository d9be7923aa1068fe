import { expect, test } from 'vitest';
import { writtenOut } from './ranges.ts';

test.each([
  ['0..3', '0,1,2,3'],
  ['2..0', '2,1,0'],
  ['4..4', '4'],
  ['5,7..9', '5,7,8,9'],
  ['0..1:5', '0,0.25,0.5,0.75,1'],
  ['1e-4..1e-2:log3', '0.0001,0.001,0.01'],
  ['1e-4..4e-3:log5', '0.0001,0.000251,0.000632,0.00159,0.004'],
  ['3..9:1', '3'],
])('%s is %s', (text, written) => {
  expect(writtenOut(text)).toBe(written);
});

test.each(['0..10000', '0..20261130', '1..0:10000000000'])('%s is too long', (text) => {
  expect(() => writtenOut(text)).toThrow(/has more than 10000 numbers/);
});

test.each([
  'search',
  '../rows',
  'a..b',
  '0.5..1',
  '1...3',
  '-1..1:log3',
  '1..2:0',
  'lora=1e-3',
  '',
])('"%s" is no range', (text) => {
  expect(writtenOut(text)).toBe(text);
});
