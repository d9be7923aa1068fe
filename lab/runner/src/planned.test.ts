import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Experiment } from './experiment.ts';
import type { Invocation } from './options.ts';
import { planned } from './planned.ts';

/** Plans a command with these runs at each of some points of its grid. */
function plan(runs: readonly number[], points = 1) {
  const experiment: Experiment<unknown, number> = {
    name: 'coin',
    description: '',
    presets: {},
    defaultPreset: '',
    settings: z.strictObject({}),
    plan: () => runs.map((config) => ({ label: `${config}`, config })),
    prepare: () => Promise.reject(new Error('unused')),
  };
  const grid = Array.from({ length: points }, () => ({ settings: {}, name: '' }));
  return planned(experiment as Experiment, { grid, preset: '' } as unknown as Invocation);
}

it('refuses settings that have no run, which would end as if all were done', () => {
  expect(() => plan([])).toThrow(/^These settings have no run: /);
  expect(() => plan([], 2)).toThrow(/^These settings have no run: /);
  expect(plan([1]).runs).toHaveLength(1);
});
