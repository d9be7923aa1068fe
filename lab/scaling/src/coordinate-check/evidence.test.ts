import { describe, expect, it } from 'vitest';
import { isOpen } from './evidence.ts';

describe('an undecided row', () => {
  const row = (low: number | null, high: number | null, more: object = {}) => ({
    ...{ quantity: 'change' as const, verdict: 'undecided', expected: null, low, high },
    ...more,
  });
  const expected = (exponent: object | number | 'free') => ({
    expected: { exponent, reason: 'tested' } as never,
  });

  it.each([
    [row(-0.4, 0.4), false],
    [row(-0.4, 0.5), true],
    [row(-0.5, 0.4), true],
    [row(null, null), true],
    [row(0.1, 0.9, expected(0.5)), false],
    [row(-0.4, 0.9, expected('free')), false],
    [row(-0.9, 0.4, expected({ least: -0.5, most: 0 })), false],
    [row(-3, 0.4, expected({ most: 0 })), false],
    [row(-0.9, 9, expected({ least: -0.5 })), false],
    [row(-3, 0.4, { quantity: 'largestChange' }), false],
    [row(-3, 3, { verdict: 'stable' }), false],
  ])('%j leaves room for a departure: %s', (one, open) => {
    expect(isOpen(one)).toBe(open);
  });
});
