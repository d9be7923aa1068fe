import { expect, test } from 'vitest';
import { scheduleAt, type ScheduleConfig } from './schedule.ts';

const along = (schedule: ScheduleConfig['schedule'], warmupSteps: number) =>
  Array.from({ length: 6 }, (_, step) => scheduleAt({ schedule, warmupSteps }, step, 5));

test('linear falls from 1 to 0 at the last step', () => {
  expect(along('linear', 0)).toEqual([1, 0.8, 0.6, 0.4, 0.2, 0]);
  for (const schedule of ['linear', 'cosine'] as const)
    expect(scheduleAt({ schedule, warmupSteps: 0 }, 7, 5)).toBe(0);
});

test('warm-up rises from 0 and the decay spans what is left', () => {
  expect(along('linear', 2)).toEqual([0, 0.5, 1, 2 / 3, 1 / 3, 0]);
});

test('cosine falls from 1 to 0 along half a wave, after its warm-up', () => {
  const [none, half, one, ...rest] = along('cosine', 2);
  expect([none, half, one]).toEqual([0, 0.5, 1]);
  expect(rest).toEqual([0.75, 0.25, 0].map((value) => expect.closeTo(value, 12) as number));
});

test('constant stays at 1 after its warm-up', () => {
  expect(along('constant', 2)).toEqual([0, 0.5, 1, 1, 1, 1]);
});
