import { gluePlans, plannedAdapter, plannedTraining, type GlueRunConfig } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import initFan from '../init-fan.experiment.ts';
import glue from '../glue.experiment.ts';
import lrSensitivity from '../lr-sensitivity.experiment.ts';
import ramp from '../ramp.experiment.ts';
import rank from '../rank.experiment.ts';

const preset = (name: string) => glue.presets[name]!;
const trialsOf = (name: string, changes: object = {}) =>
  glue.plan({ ...preset(name), ...changes }, name).map(({ config }) => config);
const unique = (configs: readonly GlueRunConfig[], pick: (config: GlueRunConfig) => unknown) => [
  ...new Set(configs.map((config) => JSON.stringify(pick(config)))),
];

describe.each(Object.entries(gluePlans))('the plan %s', (name, plan) => {
  const trials = trialsOf(name);

  it('tries every rate with every seed for each of its candidates, on each task', () => {
    const { rates, seeds } = plan.search;
    const tasks = Object.keys(plan.tasks);
    expect(trials).toHaveLength(
      tasks.length * rates.length * seeds.length * plan.candidates.length,
    );
    expect(unique(trials, ({ task }) => task)).toEqual(tasks.map((task) => `"${task}"`));
    expect(unique(trials, ({ adapter: { method, r: rank } }) => ({ method, rank }))).toEqual(
      plan.candidates.map((candidate) => JSON.stringify(candidate)),
    );
    // One scale α/r for all.
    expect(unique(trials, ({ adapter: { lora_alpha, r } }) => lora_alpha / r)).toEqual(['1']);
  });

  it('trains all candidates alike', () => {
    for (const config of trials) {
      expect(config).toMatchObject(plannedTraining);
      for (const [key, value] of Object.entries(plannedAdapter))
        expect([undefined, value]).toContainEqual(config.adapter[key]);
    }
  });

  it('trains and scores each task on the rows that it says', () => {
    for (const [task, planned] of Object.entries(plan.tasks)) {
      const own = trials.filter((config) => config.task === task);
      expect(
        unique(own, ({ trainRows, epochs, spareRows, search }) => ({
          trainRows,
          epochs,
          holdoutRows: search?.holdoutRows,
          spareRows,
        })),
      ).toEqual([JSON.stringify(planned)]);
    }
    expect(
      unique(trials, ({ model, adaptLayers, batchSize, precision, evalRows }) => [
        model,
        adaptLayers,
        batchSize,
        precision,
        evalRows,
      ]),
    ).toEqual([
      JSON.stringify([plan.model, plan.adaptLayers, plan.batchSize, plan.precision, 'all']),
    ]);
  });

  it('follows with every seed of every candidate, each task at its own rates', () => {
    const follow = glue.follow!(preset(name), name)!;
    const [, low, high] = plan.search.rates;
    const best = (config: GlueRunConfig) =>
      config.task === 'cola' && config.adapter.method === 'lora' ? low : high;
    const { runs } = follow.plan(
      trials.map((config) => ({
        config,
        summary: {
          [`holdout/${config.metrics[0]}`]: config.learningRate === best(config) ? 0.9 : 0.5,
        },
      })),
    );
    expect(runs).toHaveLength(
      Object.keys(plan.tasks).length * plan.seeds.length * plan.candidates.length,
    );
    for (const { config } of runs) {
      expect([config.purpose, config.learningRate]).toEqual(['result', best(config)]);
    }
  });
});

it('takes a flag for all of its tasks, and only the tasks that are asked for', () => {
  const runs = trialsOf('top-two', { tasks: ['mnli', 'cola'], trainRows: 500, spareRows: 7 });
  expect(unique(runs, ({ task, trainRows, spareRows }) => [task, trainRows, spareRows])).toEqual([
    '["mnli",500,7]',
    '["cola",500,7]',
  ]);
});

it('has ablations in the design that answers, each value searched or varied alike', () => {
  const name = 'top-two';
  const runs = lrSensitivity.plan(lrSensitivity.presets[name]!, name).map(({ config }) => config);
  expect(runs).toHaveLength(8 * 2 * 5);
  expect(
    unique(runs, ({ task, adaptLayers, trainRows, evalRows }) => [
      task,
      adaptLayers,
      trainRows,
      evalRows,
    ]),
  ).toEqual(['["mnli",2,6000,"all"]']);
  const trials = rank.plan(rank.presets[name]!, name).map(({ config }) => config);
  expect(unique(trials, ({ purpose, adapter: { r } }) => [purpose, r])).toEqual([
    '["trial",4]',
    '["trial",8]',
    '["trial",16]',
  ]);
});

it('tries rates on a plan’s own model and targets', () => {
  const name = 'decoder';
  const own = lrSensitivity.plan(lrSensitivity.presets[name]!, name).map(({ config }) => config);
  const [planned] = trialsOf(name);
  expect(unique(own, ({ model, adapter }) => [model, adapter['target_modules']])).toEqual([
    JSON.stringify([gluePlans.decoder.model, gluePlans.decoder.targets]),
  ]);
  expect(planned?.adapter['target_modules']).toEqual(gluePlans.decoder.targets);
  expect(own).toHaveLength(4 * 6 * 5);
});

it.each<[string, typeof rank | typeof lrSensitivity | typeof ramp | typeof initFan]>([
  ['learningRate', lrSensitivity],
  ['adapter', ramp],
  ['adapter', rank],
  ['adapter', initFan],
])('an ablation varies one thing alone: %s, $1.name', (key, { plan, presets }) => {
  const runs = plan(presets['smoke'] as never, 'smoke').map(({ config }) => config);
  const own = runs.filter(({ adapter }) => adapter.method === 'singlora');
  expect(unique(own, (config) => ({ ...config, [key]: null }))).toHaveLength(1);
  expect(unique(own, (config) => config[key as 'adapter'])).toHaveLength(2);
});
