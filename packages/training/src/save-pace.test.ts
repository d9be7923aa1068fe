import { describe, expect, test } from 'vitest';
import { savePace } from './save-pace.ts';

describe('savePace', () => {
  const clocked = (every?: number) => {
    const clock = { ms: 5000 };
    const pace = savePace(every, () => clock.ms);
    const dueAfter = (ms: number) => {
      clock.ms += ms;
      return pace.isDue();
    };
    const save = (ms: number) =>
      pace.measure(async () => {
        clock.ms += ms;
      });
    return { dueAfter, save };
  };

  test('is due once the time has passed, from the start and from the last save', async () => {
    const { dueAfter, save } = clocked(60);
    expect([dueAfter(59_999), dueAfter(1)]).toEqual([false, true]);
    await save(10);
    expect([dueAfter(59_999), dueAfter(1)]).toEqual([false, true]);
  });

  test('waits for a hundred times what the last save took', async () => {
    const { dueAfter, save } = clocked(60);
    await save(2000);
    expect([dueAfter(199_999), dueAfter(1)]).toEqual([false, true]);
    await save(1);
    expect(dueAfter(60_000)).toBe(true);
  });

  test('is never due where no time is given', () => {
    expect(clocked().dueAfter(1e12)).toBe(false);
  });
});
