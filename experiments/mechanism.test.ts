import { gluePlans, mechanismPlan, plannedTraining } from '@singlora/records';
import { expect, it } from 'vitest';
import mechanism from './mechanism.experiment.ts';

const name = 'top-two';
const settings = mechanism.presets[name]!;
const trials = mechanism.plan(settings, name);

/** The adapter of each candidate, in the plan's order. */
const arms = trials.slice(0, mechanismPlan.candidates.length).map(({ config }) => config.adapter);

it('makes exactly the planned runs: trials of every rate, and ten new seeds of six adapters on two tasks', () => {
  const { rates, seeds } = mechanismPlan.search;
  expect(trials).toHaveLength(2 * 6 * rates.length * seeds.length);
  const { runs } = mechanism.follow!(settings, name)!.plan(
    trials.map(({ config }) => ({
      config,
      summary: { [`holdout/${config.metrics[0]}`]: config.learningRate === 3e-3 ? 0.9 : 0.5 },
    })),
  );
  const made = runs.map(({ config: { task, seed, adapter } }) => [
    task,
    seed,
    arms.findIndex((arm) => JSON.stringify(arm) === JSON.stringify(adapter)),
  ]);
  const planned = ['stsb', 'qnli'].flatMap((task) =>
    mechanismPlan.seeds.flatMap((seed) => arms.map((_, arm) => [task, seed, arm])),
  );
  expect(made).toEqual(planned);
  const before: readonly number[] = gluePlans[name].seeds;
  expect(mechanismPlan.seeds.filter((seed) => before.includes(seed))).toEqual([]);
});

it('searches wider for all adapters where one finds its best rate at an edge', () => {
  const { runs } = mechanism.follow!(settings, name)!.plan(
    trials.map(({ config }) => ({
      config,
      summary: {
        [`holdout/${config.metrics[0]}`]:
          config.learningRate ===
          (config.task === 'stsb' && config.adapter.method === 'lora' ? 1e-2 : 3e-3)
            ? 0.9
            : 0.5,
      },
    })),
  );
  const wider = runs.filter(({ config }) => config.purpose === 'trial');
  expect(wider).toHaveLength(6 * mechanismPlan.search.seeds.length);
  expect(new Set(wider.map(({ config }) => config.learningRate))).toEqual(new Set([0.033]));
});

it('trains the six alike, but for method, start and ramp', () => {
  const random = { dist: 'uniform', fan: 'width' };
  const ramp = { fraction: 0.01 };
  expect(arms.map(({ method, init, ramp }) => [method, init, ramp])).toEqual([
    ['lora', undefined, undefined],
    ['singlora', random, ramp],
    ['singlora', { dist: 'principal' }, 'none'],
    ['signed-singlora', { dist: 'paired', fan: 'width' }, 'none'],
    ['untied-singlora', random, ramp],
    ['singlora', { dist: 'subtracted', fan: 'width' }, 'none'],
  ]);
  for (const { config } of trials) {
    expect(config).toMatchObject(plannedTraining);
    expect([config.adapter.r, config.adapter.lora_alpha]).toEqual([8, 8]);
  }
});

it('refuses a start that the method has not, by name', () => {
  expect(() => mechanism.plan({ ...settings, methods: ['lora@principal'] }, name)).toThrow(
    /lora@principal: lora has no start "principal"/,
  );
});
