import { expect, test } from 'vitest';
import { madeAt } from './made-at.ts';

test('pages are made now, or at SOURCE_DATE_EPOCH', () => {
  expect(madeAt('1767323045')).toBe('2026-01-02T03:04:05.000Z');
  expect(Date.parse(madeAt(undefined))).toBeGreaterThan(Date.parse('2026-01-01'));
  expect(Date.parse(madeAt('soon'))).toBeGreaterThan(Date.parse('2026-01-01'));
});
