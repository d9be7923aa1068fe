import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepEvents, type CommandEvent } from './events.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('of steps, one a second is told, and the last', () => {
  const told: CommandEvent[] = [];
  const tell = stepEvents((event) => void told.push(event), 'a1');
  for (let step = 1; step <= 25; step++) {
    tell({ step, totalSteps: 25, seconds: 0.1, loss: 1 / step });
    vi.advanceTimersByTime(100);
  }
  expect(told.map((event) => event.event === 'step' && event.step)).toEqual([1, 11, 21, 25]);
  expect(told.at(-1)).toEqual({ event: 'step', run: 'a1', step: 25, steps: 25, loss: 1 / 25 });
});
