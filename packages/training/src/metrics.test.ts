import { expect, test } from 'vitest';
import { accuracy } from './metrics.ts';

test('accuracy with its binomial standard error', () => {
  const result = accuracy(Int32Array.of(0, 1, 2, 0), [0, 1, 2, 1]);
  expect(result).toEqual({ value: 0.75, standardError: Math.sqrt((0.75 * 0.25) / 4), n: 4 });
});

test.each([
  [[], []],
  [[1], [1, 2]],
])('refuses %j against %j', (predictions, labels) => {
  expect(() => accuracy(predictions, labels)).toThrowError(
    expect.objectContaining({ code: 'METRIC_BAD_INPUT' }),
  );
});
