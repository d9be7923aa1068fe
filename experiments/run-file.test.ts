import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { openTask } from '@singlora/glue';
import { parseInvocation, type Experiment } from '@singlora/runner';
import { describe, expect, it } from 'vitest';
import dreambooth from './dreambooth.experiment.ts';
import glue from './glue.experiment.ts';
import mnli from './mnli.experiment.ts';
import pretrainSmall from './pretrain-small.experiment.ts';
import sst2 from './sst2.experiment.ts';
import ramp from './ramp.experiment.ts';
import task from './task.experiment.ts';
import trainJudge from './train-judge.experiment.ts';

const folder = folderForAllTests();

let files = 0;
const fileOf = (json: unknown): string => {
  const file = join(folder, `${++files}.json`);
  writeFileSync(file, JSON.stringify(json));
  return file;
};

type Config = Record<string, unknown>;

/** The runs that a command plans first. */
function made(experiment: unknown, ...argv: string[]): Config[] {
  const one = experiment as Experiment<unknown, Config>;
  const { settings, preset } = parseInvocation(one as Experiment, 'experiments', argv);
  return one.plan(settings, preset).map(({ config }) => config);
}

/** The runs planned from a run's file. */
const again = (experiment: unknown, config: unknown, ...argv: string[]) =>
  made(experiment, `--config=${fileOf(config)}`, ...argv);

describe('a run’s file', () => {
  it.each([
    ['results', sst2, ['--preset=paper', '--methods=lora+,dora,singlora:16', '--submission']],
    ['trials', sst2, ['--lr=search', '--methods=signed-singlora', '--search.holdout-rows=7']],
    ['a plan’s', glue, ['--preset=mpnet', '--tasks=cola']],
    ['an ablation’s', ramp, ['--preset=smoke', '--task=rte']],
    ['pictures’', dreambooth, ['--subjects=2', '--prior=1', '--methods=dora,singlora:12']],
    ['other references', dreambooth, ['--preset=smoke', '--references=3', '--methods=lora,dora']],
    ['own pictures', dreambooth, ['--subject=some/rex', '--class=dog', '--methods=lora,dora']],
    ['pre-training', pretrainSmall, ['--preset=smoke', '--seeds=0,1', '--pictures=9']],
    ['a judge’s', trainJudge, ['--seeds=0,1', '--views=3']],
    ['trials of pictures', dreambooth, ['--lr=search', '--search-subjects=2', '--methods=lora']],
  ])('gives each run back, and no other: %s', (_, experiment, argv) => {
    const runs = made(experiment, ...argv);
    expect(runs.length).toBeGreaterThan(1);
    for (const run of runs.slice(0, 40)) expect(again(experiment, run)).toEqual([run]);
  });

  it('keeps what a preset of pictures has beside its runs’ records', () => {
    const [run] = made(dreambooth, '--preset=smoke', '--baselines=none', '--methods=');
    const file = `--config=${fileOf(run)}`;
    const { settings } = parseInvocation(dreambooth as unknown as Experiment, 'experiments', [
      file,
    ]);
    expect(settings).toMatchObject({ references: 1, drawBatch: 4 });
  });

  it('is refused where its subject is none of those that are rendered', () => {
    const [run] = made(dreambooth, '--preset=smoke');
    for (const subject of ['ball 2', 'robot'])
      expect(() => again(dreambooth, { ...run, subject })).toThrow(`is called "${subject}"`);
  });

  it('gives results back whose rate was searched for', () => {
    const { settings, preset } = parseInvocation(sst2, 'experiments', ['--lr=search']);
    const all = settings as Parameters<typeof sst2.plan>[0];
    const trials = sst2
      .plan(all, preset)
      .map(({ config }) => ({ config, summary: { 'holdout/accuracy': 0.5 } }));
    const end = (
      stage: ReturnType<NonNullable<ReturnType<NonNullable<typeof sst2.follow>>>['plan']>,
    ): typeof stage =>
      stage.follow
        ? end(
            stage.follow.plan([
              ...trials,
              ...stage.runs.map(({ config }) => ({ config, summary: {} })),
            ]),
          )
        : stage;
    const [first] = end(sst2.follow!(all, preset)!.plan(trials)).runs;
    expect(first?.config.search).not.toBeNull();
    expect(again(sst2, first?.config)).toEqual([first?.config]);
    // At another rate, the recorded search did not find it.
    expect(again(sst2, first?.config, '--lr=0.5')[0]).toMatchObject({
      learningRate: 0.5,
      search: null,
    });
  });

  it('is what other flags change', () => {
    const [run] = made(mnli, '--preset=smoke', '--methods=singlora');
    const flags = [
      '--seeds=5,6',
      '--optimiser.beta2=.999',
      '--adapter.r=4',
      '--adapter.init.fan=rank',
    ];
    expect(again(mnli, run, ...flags)).toEqual(
      [5, 6].map((seed) => ({
        ...run,
        seed,
        optimiser: { ...(run?.['optimiser'] as object), beta2: 0.999 },
        adapter: { ...(run?.['adapter'] as object), r: 4, init: { dist: 'uniform', fan: 'rank' } },
      })),
    );
    expect(
      again(ramp, run, '--task=rte', '--ramps=0,10steps').map(({ task, adapter }) => [
        task,
        (adapter as Config)['ramp'],
      ]),
    ).toEqual([
      ['rte', 'none'],
      ['rte', { steps: 10 }],
    ]);
  });

  it('may be a whole record', () => {
    const [run] = made(mnli, '--preset=smoke', '--methods=lora+') as [Config];
    expect(again(mnli, { id: 'x', config: run })).toEqual([run]);
  });

  it('says which file describes a task of one’s own, as it was', () => {
    const description = {
      title: 'Moods',
      files: { train: 'train.csv', dev: 'dev.csv' },
      columns: { texts: ['text'], label: 'mood' },
      labels: ['bad', 'good'],
      metrics: ['accuracy'],
    };
    const file = fileOf(description);
    const { describedIn } = openTask(file);
    const [config] = made(task, '--preset=smoke', `--task=${file}`, '--methods=lora') as [Config];
    const record = { config, assets: [{ kind: 'model' }, { kind: 'dataset', describedIn }] };
    for (const experiment of [task, glue, ramp])
      expect(again(experiment, record)).toEqual([config]);
    expect(() => again(task, config)).toThrow(/"Moods" is not a task/);
    writeFileSync(file, JSON.stringify({ ...description, metrics: ['f1'] }));
    expect(() => again(task, record)).toThrow(/\.json has changed: its SHA-256 is .*, expected/);
    expect(again(task, record, `--task=${file}`)).toEqual([{ ...config, metrics: ['f1'] }]);
    rmSync(file);
    expect(() => again(task, record)).toThrow(/\.json does not describe a task:\n.*no such file/);
  });

  it('is refused by name where a field is unknown, missing or wrong', () => {
    const [run] = made(mnli, '--preset=smoke') as [Config];
    const { trainRows, optimiser, ...others } = run;
    const wrong = {
      ...others,
      trainRow: trainRows,
      optimiser: { ...(optimiser as object), beta3: 1 },
      seed: 'x',
    };
    expect(() => again(mnli, wrong)).toThrow(/trainRows: it is missing/);
    expect(() => again(mnli, { ...run, version: 2 })).toThrow(/version: 2, and only 3 is read/);
    expect(() => again(mnli, wrong)).toThrow(
      /trainRow: there is no such field\. Did you mean "trainRows"\?/,
    );
    expect(() => again(mnli, wrong)).toThrow(/optimiser\.beta3: there is no such field/);
    expect(() => again(mnli, wrong)).toThrow(/seed: say a number, not /);
    expect(() => again(sst2, run)).toThrow(/of the task mnli, and this experiment is of sst2/);
    expect(() => made(mnli, '--config=nowhere.json')).toThrow(/there is no file nowhere\.json/);
    expect(() => again(mnli, run, '--preset=smoke')).toThrow(/leave out --preset/);
    const adapter = { ...(run['adapter'] as object), lora_alfa: 1 };
    expect(() => again(mnli, { ...run, adapter })).toThrow(/lora_alfa.*Did you mean lora_alpha/);
  });
});

describe('--adapter', () => {
  const adapters = (...argv: string[]) =>
    made(mnli, '--preset=smoke', ...argv).map(({ adapter }) => adapter);

  it('takes PEFT’s file, which says the method, and what is said besides', () => {
    // As PEFT 0.17 writes it, including nulls.
    const file = fileOf({
      peft_type: 'LORA',
      task_type: 'SEQ_CLS',
      base_model_name_or_path: 'some/model',
      auto_mapping: null,
      bias: 'none',
      fan_in_fan_out: false,
      inference_mode: true,
      init_lora_weights: true,
      layers_to_transform: null,
      lora_alpha: 16,
      lora_dropout: 0.05,
      modules_to_save: null,
      r: 4,
      rank_pattern: {},
      alpha_pattern: {},
      target_modules: ['query', 'value'],
      use_dora: true,
      use_rslora: false,
    });
    const dora = {
      method: 'dora',
      r: 4,
      lora_alpha: 16,
      lora_dropout: 0.05,
      target_modules: ['query', 'value'],
    };
    expect(adapters(`--adapter=${file}`)).toEqual([expect.objectContaining(dora)]);
    expect(adapters(`--adapter=${file}`, '--adapter.r=2', '--methods=lora,singlora')).toEqual([
      expect.objectContaining({ ...dora, method: 'lora', r: 2 }),
      expect.objectContaining({ ...dora, method: 'singlora', r: 2 }),
    ]);
  });

  it('takes PEFT’s fields one by one', () => {
    const flags = [
      '--adapter.r=8',
      '--adapter.lora_alpha=16',
      '--adapter.target_modules=query,value',
      '--adapter.use_dora',
    ];
    expect(adapters(...flags)).toEqual([
      expect.objectContaining({
        method: 'dora',
        r: 8,
        lora_alpha: 16,
        target_modules: ['query', 'value'],
      }),
    ]);
    expect(adapters('--adapter.init_lora_weights=pissa', '--methods=lora')).toEqual([
      expect.objectContaining({ init_lora_weights: 'pissa' }),
    ]);
    // A plain name is not a regular expression.
    expect(adapters('--targets=query')[0]).toMatchObject({ target_modules: ['query'] });
    expect(adapters('--targets=.*query')[0]).toMatchObject({ target_modules: '.*query' });
  });

  it('refuses what no method has, and what this one cannot take', () => {
    expect(() => adapters('--adapter.lora_alhpa=2')).toThrow(
      /no method has such a setting\. Did you mean lora_alpha\?/,
    );
    expect(() => adapters('--adapter.r=0')).toThrow(/--rank: /);
    expect(() => adapters('--methods=dora', '--adapter.init_lora_weights=loftq')).toThrow(
      /init_lora_weights/,
    );
    expect(() => adapters('--methods=lora', '--adapter.use_dora')).toThrow(
      /--adapter\.use_dora and --methods both name a method/,
    );
  });

  it('refuses a rate for what is no method', () => {
    expect(() => adapters('--methods=lora', '--lr=lora=1e-3,nonsense=5')).toThrow(
      /--lr: Unknown method "nonsense"\. Known: lora, singlora,/,
    );
    expect(() => adapters('--methods=singlora:2', '--lr=lora=1e-3,singlora:2=5')).not.toThrow();
  });
});

it('has a short help, and all flags on demand, each with what it is', () => {
  const printedBy = (flag: string) => {
    const printed: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: string) => printed.push(text) > 0;
    try {
      expect(() => parseInvocation(mnli, 'experiments', [flag])).toThrow();
    } finally {
      process.stdout.write = write;
    }
    return printed.join('');
  };
  const [short, all] = [printedBy('--help'), printedBy('--help=all')];
  expect(short.split('\n').length).toBeLessThan(60);
  expect(short).not.toContain('  --optimiser.beta2');
  expect(all).toContain('  --optimiser.beta2');
  const flags = short.match(/^ {2}--.*\n/gm) ?? [];
  expect(flags.length).toBeGreaterThan(15);
  expect(flags.filter((flag) => !/^ {2}--\S+( [<[]\S+[>\]])? {2,}\S/.test(flag))).toEqual([]);
});
