import { scheduleAt } from '@singlora/training';
import { describe, expect, test } from 'vitest';
import { totalSteps } from './total-steps.ts';

/** The learning rate that the trainer records at a step of a run with 1,420 steps. */
const rateAt = (step: number, schedule: 'linear' | 'cosine' | 'constant', warmupSteps: number) => ({
  key: 'train/learning_rate',
  time: '',
  step,
  value: 0.003 * scheduleAt({ schedule, warmupSteps }, step - 1, 1420),
});

describe('the steps of a run', () => {
  test('are those of its configuration', () => {
    expect(totalSteps({ training: { steps: 300, learningRate: 1 } }, undefined)).toBe(300);
    expect(totalSteps({ steps: 2400 }, undefined)).toBe(2400);
  });

  test.each([
    ['linear', 0],
    ['linear', 85],
    ['cosine', 0],
    ['cosine', 85],
  ] as const)(
    'follow from how far a %s rate has come down after %d of warmup',
    (schedule, warmupSteps) => {
      const config = { learningRate: 0.003, schedule, warmupSteps };
      for (const step of [warmupSteps + 2, 100, 777, 1420])
        expect(totalSteps(config, rateAt(step, schedule, warmupSteps))).toBe(1420);
    },
  );

  test('are not known while the rate tells nothing', () => {
    const config = (schedule: string) => ({ learningRate: 0.003, schedule, warmupSteps: 85 });
    expect(totalSteps(config('linear'), undefined)).toBeUndefined();
    expect(totalSteps(config('linear'), rateAt(50, 'linear', 85))).toBeUndefined();
    expect(totalSteps(config('linear'), rateAt(86, 'linear', 85))).toBeUndefined();
    expect(totalSteps(config('constant'), rateAt(900, 'constant', 85))).toBeUndefined();
    expect(totalSteps({}, rateAt(900, 'linear', 0))).toBeUndefined();
  });
});
