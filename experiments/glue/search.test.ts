import { type GlueRunConfig, tasks } from '@singlora/records';
import type { Finished } from '@singlora/runner';
import { describe, expect, it } from 'vitest';
import mnli from '../mnli.experiment.ts';
import { glueStage } from './plan.ts';
import { chosenRate, widerRates } from './search.ts';
import { withChanges } from './settings.ts';

const settings = withChanges(mnli.presets['smoke']!, {
  lr: 'search',
  methods: ['lora', 'singlora'],
  seeds: [0, 1],
  search: { rates: [1e-4, 1e-3, 1e-2], seeds: [5, 6] },
});
const trials = glueStage(tasks.mnli, settings, 'smoke').runs.map(({ config }) => config);
/** Finished trials, with scores from a function of their rate and seed. */
const ended = (score: (config: GlueRunConfig) => number): Finished<GlueRunConfig>[] =>
  trials.map((config) => {
    const value = score(config);
    return {
      config,
      summary: Number.isNaN(value) ? { diverged: 1 } : { 'holdout/accuracy': value },
    };
  });
const chosen = (finished: Finished<GlueRunConfig>[]) =>
  glueStage(tasks.mnli, settings, 'smoke')
    .follow?.plan(finished)
    .runs.map(({ config }) => [config.adapter.method, config.learningRate]);

describe('the search for a learning rate', () => {
  it('tries every rate with every seed, alike for each method, on rows held out', () => {
    for (const method of settings.methods) {
      const own = trials.filter((config) => config.adapter.method === method);
      expect(own.map(({ learningRate, seed }) => [learningRate, seed])).toEqual(
        [5, 6].flatMap((seed) => settings.search.rates.map((rate) => [rate, seed])),
      );
    }
    expect(trials.every(({ purpose, search }) => purpose === 'trial' && search?.holdoutRows)).toBe(
      true,
    );
  });

  it("runs each method at its own best rate, by the mean over the trials' seeds", () => {
    const best = { lora: 1e-3, singlora: 1e-2 } as Record<string, number>;
    const noisy = ended(({ adapter: { method }, learningRate, seed }) =>
      learningRate === best[method] ? 0.6 : learningRate === 1e-4 && seed === 5 ? 0.7 : 0.3,
    );
    expect(chosen(noisy)).toEqual([
      ['lora', 1e-3],
      ['singlora', 1e-2],
      ['lora', 1e-3],
      ['singlora', 1e-2],
    ]);
  });

  it('chooses for a method at a rank by its own trials', () => {
    const at = (rank: number) =>
      ended(({ learningRate }) => (learningRate === 10 ** (rank / 8 - 5) ? 0.6 : 0.3)).map(
        ({ config, summary }) => ({
          config: { ...config, adapter: { ...config.adapter, r: rank } },
          summary,
        }),
      );
    const both = [...at(8), ...at(16)];
    const singlora = trials.find(({ adapter }) => adapter.method === 'singlora')!.adapter;
    const of = (rank: number) => chosenRate({ name: 'x', adapter: { ...singlora, r: rank } }, both);
    expect([of(8), of(16)]).toEqual([1e-4, 1e-3]);
  });

  it('chooses for a method at a start by its own trials', () => {
    const starts = withChanges(settings, { methods: ['singlora', 'singlora@principal'] });
    const planned = glueStage(tasks.mnli, starts, 'smoke').runs;
    const { runs } = glueStage(tasks.mnli, starts, 'smoke').follow!.plan(
      planned.map(({ config }) => ({
        config,
        summary: {
          'holdout/accuracy':
            config.learningRate === (config.adapter['ramp'] === 'none' ? 1e-4 : 1e-2) ? 0.6 : 0.3,
        },
      })),
    );
    expect(
      runs
        .slice(0, 2)
        .map(({ config: { adapter, learningRate } }) => [
          (adapter['init'] as { dist: string }).dist,
          learningRate,
        ]),
    ).toEqual([
      ['uniform', 1e-2],
      ['principal', 1e-4],
    ]);
  });

  it('takes the lowest of equal rates, and never one that diverged', () => {
    const finished = ended(({ learningRate }) => (learningRate === 1e-4 ? NaN : 0.5));
    expect(chosen(finished)?.[0]).toEqual(['lora', 1e-3]);
  });

  it('says so where a method diverged at every rate', () => {
    const finished = ended(({ adapter: { method } }) => (method === 'singlora' ? NaN : 0.5));
    expect(() => chosen(finished)).toThrow(/"singlora" diverged.*--search-rates/);
  });

  it('records the search with the results, and has nothing to follow where rates were given', () => {
    const follow = glueStage(tasks.mnli, settings, 'smoke').follow;
    const [first] = follow?.plan(ended(() => 0.5)).runs ?? [];
    expect(first?.config).toMatchObject({
      purpose: 'result',
      search: {
        rates: settings.search.rates,
        seeds: [5, 6],
        holdoutRows: settings.search.holdoutRows,
      },
    });
    expect(glueStage(tasks.mnli, { ...settings, lr: 1e-3 }, 'smoke').follow).toBeUndefined();
  });
});

describe('a search that goes on', () => {
  const wide = withChanges(settings, { search: { wider: true } });
  const follow = () => glueStage(tasks.mnli, wide, 'smoke').follow!;
  const scored = (config: GlueRunConfig, value: number): Finished<GlueRunConfig> => ({
    config,
    summary: { 'holdout/accuracy': value },
  });
  const first = glueStage(tasks.mnli, wide, 'smoke').runs.map(({ config }) => config);
  /** A score that is higher the nearer the rate is to this one. */
  const nearTo =
    (best: Readonly<Record<string, number>>) =>
    (config: GlueRunConfig): Finished<GlueRunConfig> =>
      scored(config, -Math.abs(Math.log(config.learningRate / best[config.adapter.method]!)));

  it('tries the next rate beyond an edge for every method, until no best is one', () => {
    const near = nearTo({ lora: 1e-3, singlora: 0.1 });
    const second = follow().plan(first.map(near));
    expect(
      second.runs.map(({ config }) => [config.adapter.method, config.learningRate, config.seed]),
    ).toEqual([5, 6].flatMap((seed) => ['lora', 'singlora'].map((method) => [method, 0.1, seed])));
    expect(second.runs.every(({ config }) => config.purpose === 'trial')).toBe(true);
    const tried = [...first, ...second.runs.map(({ config }) => config)];
    const third = second.follow!.plan(tried.map(near));
    expect(third.runs.map(({ config }) => config.learningRate)).toEqual([1, 1, 1, 1]);
    const all = [...tried, ...third.runs.map(({ config }) => config)];
    const last = third.follow!.plan(all.map(near));
    expect(last.follow).toBeUndefined();
    expect(
      last.runs.map(({ config }) => [config.purpose, config.adapter.method, config.learningRate]),
    ).toEqual(
      [0, 1].flatMap(() => [
        ['result', 'lora', 1e-3],
        ['result', 'singlora', 0.1],
      ]),
    );
    // All runs of a search record the same search, however far it was widened.
    expect(
      new Set(
        [...tried, ...last.runs.map(({ config }) => config)].map(({ search }) =>
          JSON.stringify(search),
        ),
      ).size,
    ).toBe(1);
  });

  it('widens on both sides at once, and stops after four steps a side', () => {
    expect(widerRates([1e-4, 1e-3], [1e-4, 1e-3], [1e-4, 1e-3])).toEqual([1e-5, 1e-2]);
    expect(widerRates([1e-3, 3e-3], [1e-3, 3e-3], [3e-3])).toEqual([9e-3]);
    expect(widerRates([1e-2], [1e-2], [1e-2])).toEqual([]);
    const far = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3];
    expect(widerRates([1e-4, 1e-3], far, [1e-8])).toEqual([]);
    expect(widerRates([1e-5, 1e-3], far.slice(1), [1e-7])).toEqual([1e-8]);
    expect(widerRates([1e-4, 1e-3], far.slice(1), [1e-7])).toEqual([1e-8]);
    expect(widerRates([1e-8, 1e-7], far, [1e-3])).toEqual([]);
    expect(widerRates([1e-8, 1e-7], far.slice(0, -1), [1e-4])).toEqual([1e-3]);
  });
});
