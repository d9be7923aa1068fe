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

test.each(['search', '../rows', 'a..b', 'lora=1e-3', ''])('"%s" is no range', (text) => {
  expect(writtenOut(text)).toBe(text);
});

test.each(['1e-4..4e-3', '1e-4..4e-3:log', '1e-4..4e-3:0', '0..4,1e-4..4e-3:five'])(
  '%s is told how to say its numbers',
  (text) => {
    expect(() => writtenOut(text)).toThrow(
      /Write 1e-4..4e-3:5 for five with even steps, or 1e-4..4e-3:log5 for five with even ratios/,
    );
  },
);

test('ends that have no ratio are refused for one', () => {
  expect(() => writtenOut('-1..1:log3')).toThrow('both ends must be above 0');
  expect(() => writtenOut('-1..0.5')).toThrow(/even steps\.$/);
});
