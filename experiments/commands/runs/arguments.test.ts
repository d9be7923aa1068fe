import { afterEach, expect, test, vi } from 'vitest';
import { date } from './arguments.ts';

afterEach(() => vi.unstubAllEnvs());

test('a day begins in the local time zone, as the list shows times', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  expect(date('2026-03-01').toISOString()).toBe('2026-02-28T15:00:00.000Z');
  expect(date('2026-03-01 14:30').toISOString()).toBe('2026-03-01T05:30:00.000Z');
  expect(date('2026-03-01T14:30:00Z').toISOString()).toBe('2026-03-01T14:30:00.000Z');
});

test('a day that is not in the calendar is refused', () => {
  for (const wrong of ['2026-11-31', '2026-02-29', '2026-13-01', 'yesterday', '3', '26-03-01'])
    expect(() => date(wrong)).toThrow('It must be a date.');
});
