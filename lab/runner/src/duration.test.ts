import { expect, it } from 'vitest';
import { parseDuration, spoken } from './duration.ts';

it.each([
  ['30s', 30],
  ['5m', 300],
  ['1h', 3600],
  ['1.5h', 5400],
  ['0.2s', 0.2],
  ['200ms', 0.2],
  ['off', undefined],
  ['0', undefined],
  ['0s', undefined],
])('%s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

it.each(['', '5', '-5m', '5 m', 'm', '5d', '1e3s', '5m30s', 'Infinitys', '.5s', 'on'])(
  'refuses "%s", and says what a time looks like',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/not a time such as 30s, 5m or 1h/);
  },
);

it.each([
  [45.4, '45 s'],
  [720, '12 min'],
  [12_240, '3.4 h'],
])('%s seconds are %s', (seconds, said) => {
  expect(spoken(seconds)).toBe(said);
});
