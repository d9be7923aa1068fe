import { dreamBoothMethod } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import experiment from '../dreambooth.experiment.ts';
import { dreamBoothPresets } from './presets.ts';
import type { DreamBoothSettings } from './settings.ts';

const laptop: DreamBoothSettings = dreamBoothPresets.laptop;
const plan = (changes: Partial<DreamBoothSettings>) =>
  experiment.plan({ ...laptop, ...changes }, 'laptop').map(({ config }) => config);
const follow = (
  changes: Partial<DreamBoothSettings>,
  scoreOf: (config: ReturnType<typeof plan>[number]) => number,
) =>
  experiment
    .follow?.({ ...laptop, ...changes }, 'laptop')
    ?.plan(plan(changes).map((config) => ({ config, summary: { fidelity: scoreOf(config) } })))
    .runs.map(({ config }) => config) ?? [];

describe('the runs of a DreamBooth experiment', () => {
  it('compares baselines and methods subject by subject, seed by seed', () => {
    const runs = plan({ subjects: 2, seeds: [0, 1], methods: ['lora', 'singlora:16'] });
    expect(runs.map((config) => [config.seed, config.subject, dreamBoothMethod(config)])).toEqual(
      [0, 1].flatMap((seed) =>
        ['ball 1', 'mug 2'].flatMap((subject) =>
          ['none', 'full', 'lora', 'singlora'].map((method) => [seed, subject, method]),
        ),
      ),
    );
  });

  it('gives each what it is trained with: adapters a rank, `full` a rate, `none` nothing', () => {
    const [none, full, lora, singlora] = plan({
      methods: ['lora', 'singlora:16'],
      adapter: { ...laptop.adapter, lora_alpha: 4 },
    });
    expect([none?.adapter, none?.training]).toEqual([null, null]);
    expect([full?.adapter, full?.training?.learningRate]).toEqual([null, laptop.fullLr]);
    expect(lora?.adapter).toMatchObject({ method: 'lora', r: 8, lora_alpha: 4 });
    expect(singlora?.adapter).toMatchObject({ r: 16, lora_alpha: 8, ramp: { fraction: 0.01 } });
    const [, , alone] = plan({ methods: ['singlora:16'] });
    expect(alone?.adapter?.lora_alpha).toBe(16);
  });

  it('gives each its own rate, or that of its method at any rank', () => {
    const lr = { lora: 1e-3, singlora: 2e-3, 'singlora:16': 3e-3 };
    const runs = plan({
      methods: ['lora', 'singlora', 'singlora:4', 'singlora:16'],
      lr,
      baselines: [],
    });
    expect(runs.map(({ training }) => training?.learningRate)).toEqual([1e-3, 2e-3, 2e-3, 3e-3]);
  });

  it('searches rates on subjects that have no results, alike for each method', () => {
    const search = {
      lr: 'search' as const,
      methods: ['lora', 'singlora', 'singlora:16'],
      search: { rates: [1e-3, 1e-2], subjects: 2, seeds: [4] },
    } satisfies Partial<DreamBoothSettings>;
    const trials = plan(search);
    expect(trials).toHaveLength(2 * 2 * 3);
    expect(new Set(trials.map(({ subject }) => subject))).toEqual(
      new Set(['ball 1 for trials', 'mug 2 for trials']),
    );
    const best: Record<string, number> = {
      'lora 8': 1e-2,
      'singlora 8': 1e-3,
      'singlora 16': 1e-2,
    };
    const results = follow(search, ({ adapter, training }) =>
      training?.learningRate === best[`${adapter?.method} ${adapter?.r}`] ? 0.7 : 0.5,
    );
    expect(
      results.map((config) => [
        dreamBoothMethod(config),
        config.adapter?.r,
        config.training?.learningRate,
      ]),
    ).toEqual([
      ['none', undefined, undefined],
      ['full', undefined, laptop.fullLr],
      ['lora', 8, 1e-2],
      ['singlora', 8, 1e-3],
      ['singlora', 16, 1e-2],
    ]);
    expect(results.map(({ search }) => search?.subjects.length)).toEqual([
      undefined,
      undefined,
      2,
      2,
      2,
    ]);
  });

  it('plans the paper’s table from its protocol', () => {
    const runs = experiment.plan(dreamBoothPresets.paper, 'paper').map(({ config }) => config);
    expect(runs).toHaveLength(30 * 6);
    const singlora = runs.filter(({ adapter }) => adapter?.method === 'singlora');
    expect(new Set(singlora.map(({ adapter }) => adapter?.r))).toEqual(new Set([8, 16]));
    expect(runs[1]).toMatchObject({
      subject: 'backpack',
      className: 'backpack',
      training: { learningRate: 1e-3, steps: 400 },
      adapter: { target_modules: ['to_q', 'to_k'] },
      encoder: 'facebook/dino-vits16',
    });
  });

  it('leaves out of all subjects those that a search tries on', () => {
    const search = { ...laptop.search, subjects: ['vase'] };
    const runs = plan({ data: 'google/dreambooth', subjects: ['all'], lr: 'search', search });
    expect(new Set(runs.map(({ subject }) => subject))).toEqual(new Set(['vase']));
  });

  it('takes pictures of one’s own, with an encoder of photographs', () => {
    const [run] = plan({ subject: 'some/where/rex', class: ' dog ' });
    expect(run).toMatchObject({
      data: 'own pictures',
      subject: 'rex',
      className: 'dog',
      encoder: 'efficientnet-lite0',
      faces: null, // none are compared unless asked for
    });
  });

  it.each([
    [{ subject: 'my-dog' }, /--class, the noun/],
    [{ subject: 'my-dog', class: ' ' }, /--class, the noun/],
    [{ class: 'dog' }, /--class says what --subject is/],
    [{ subjects: ['dog'] }, /Rendered subjects have no names/],
    [{ data: 'google/dreambooth', subjects: 3 }, /have names: give these/],
    [{ data: 'some/folder', subjects: ['all'] }, /give the names of some\/folder's/],
    [{ methods: ['lora:x'] }, /neither METHOD nor METHOD:RANK/],
    [{ methods: ['lora', 'lora:8'] }, /lora and lora:8 are the same/],
    [{ methods: ['lorra'] }, /lorra/],
    [{ lr: { lora: 1e-3 } }, /no rate for the method "lora\+"/],
    [{ lr: 'search' as const, subject: 'my-dog', class: 'dog' }, /to try on, and beside --subject/],
    [{ lineUp: 3, subject: 'my-dog', class: 'dog' }, /--line-up picks a rendered subject/],
    [{ lineUp: 3, data: 'google/dreambooth', subjects: ['dog'] }, /photographs have none/],
    [
      {
        lr: 'search' as const,
        data: 'google/dreambooth',
        subjects: ['dog', 'vase'],
        search: { ...laptop.search, subjects: ['vase'] },
      },
      /must not try rates on subjects that have results: vase/,
    ],
  ] satisfies [Partial<DreamBoothSettings>, RegExp][])('refuses %j', (changes, message) => {
    expect(() => plan(changes)).toThrow(message);
  });
});
