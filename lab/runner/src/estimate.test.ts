import type { RunRecord } from '@singlora/tracking';
import { expect, test } from 'vitest';
import { estimateBy } from './estimate.ts';

const here = { cpu: 'a', cores: 2, threads: 2 };

/** A finished run that took this many seconds. */
const recorded = (config: object, steps: number, seconds: number, cpu = 'a') =>
  ({
    status: 'finished',
    config,
    summary: { steps },
    environment: { ...here, cpu },
    starts: [
      {
        startedAt: new Date(0).toISOString(),
        endedAt: new Date(1000 * seconds).toISOString(),
      },
    ],
  }) as unknown as RunRecord;

const plan = (config: object) => ({ label: '', config });

test('a run takes as long as the one most like it, in proportion to the steps', () => {
  const records = [
    recorded({ model: 'small', seed: 0 }, 10, 5),
    recorded({ model: 'large', seed: 0 }, 10, 50),
  ];
  const plans = [plan({ model: 'large', seed: 1 }), plan({ model: 'small', seed: 2 })];
  expect(plans.map(estimateBy(records, here, () => 20))).toEqual([100, 10]);
  expect(plans.map(estimateBy(records, here, () => undefined))).toEqual([50, 5]);
});

test('runs of another machine say nothing', () => {
  expect(estimateBy([recorded({}, 10, 5, 'b')], here, () => 10)(plan({}))).toBeUndefined();
});
