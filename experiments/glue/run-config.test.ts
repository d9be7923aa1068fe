import { parseAdapterConfig } from '@singlora/core';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { writeSafetensors } from '@singlora/core/formats';
import { tasks, type GlueRunConfig } from '@singlora/records';
import { parseInvocation } from '@singlora/runner';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import mnli from '../mnli.experiment.ts';
import { glueStage } from './plan.ts';
import { stepCount } from './run-config.ts';
import { withChanges, type GlueChanges, type GlueSettings } from './settings.ts';

const smoke = mnli.presets['smoke']!;
const plan = (changes: GlueChanges) =>
  glueStage(tasks.mnli, withChanges(smoke, changes), 'smoke').runs.map(({ config }) => config);
/** The runs of a command. */
const made = (...argv: string[]) => {
  const { settings, preset } = parseInvocation(mnli, 'experiments', ['--preset=smoke', ...argv]);
  return mnli.plan(settings as GlueSettings, preset).map(({ config }) => config);
};

describe('the runs of a GLUE experiment', () => {
  it('compares the methods seed by seed', () => {
    const runs = plan({ seeds: [0, 1] }).map(({ seed, adapter: { method } }) => [seed, method]);
    expect(runs).toEqual([
      [0, 'lora'],
      [0, 'singlora'],
      [1, 'lora'],
      [1, 'singlora'],
    ]);
  });

  it('gives each method its own rate, and asks for one that is missing', () => {
    const lr = { lora: 1e-4, singlora: 1e-3 };
    expect(plan({ lr }).map(({ learningRate }) => learningRate)).toEqual([1e-4, 1e-3]);
    expect(() => plan({ lr: { lora: 1e-4 } })).toThrow(/no rate for the method "singlora"/);
  });

  it('passes a setting to the methods that have a place for it', () => {
    const changes = [
      '--adapter.ramp.fraction=0.05',
      '--adapter.init.fan=rank',
      '--adapter.loraplus_lr_ratio=4',
    ];
    const [lora, plus, singlora] = made('--methods=lora,lora+,singlora', ...changes).map(
      ({ adapter }) => adapter,
    );
    expect(singlora).toMatchObject({
      ramp: { fraction: 0.05 },
      init: { dist: 'uniform', fan: 'rank' },
    });
    expect(plus).toMatchObject({ loraplus_lr_ratio: 4 });
    for (const key of ['ramp', 'init', 'loraplus_lr_ratio']) expect(lora).not.toHaveProperty(key);
    // A setting that the method lacks does not change the run.
    expect(made('--methods=lora', ...changes)).toEqual(made('--methods=lora'));
  });

  it('takes a saved SingLoRA for one, though its adapter_config.json is that of a LoRA', async () => {
    const folder = folderForThisTest();
    const file = join(folder, 'adapter_config.json');
    await writeFile(file, JSON.stringify({ peft_type: 'LORA', r: 2, lora_alpha: 0.5 }));
    expect(made(`--adapter=${file}`).map(({ adapter }) => adapter.method)).toEqual(['lora']);
    const config = parseAdapterConfig({ method: 'singlora', r: 2, ramp: { steps: 7 } });
    const adapter = JSON.stringify({ config, u: 0.5, layers: {} });
    await writeSafetensors(join(folder, 'adapter.singlora'), {}, { adapter });
    const [run, ...others] = made(`--adapter=${file}`);
    expect(others).toEqual([]);
    expect(run?.adapter).toMatchObject({ method: 'singlora', lora_alpha: 8, ramp: { steps: 7 } });
  });

  it('takes a ramp in steps in the place of a share of them', () => {
    const [run] = made('--methods=singlora', '--adapter.ramp.steps=1000');
    expect(run?.adapter['ramp']).toEqual({ steps: 1000 });
    expect(() => made('--adapter.ramp=1000')).toThrow(/"none", \{ steps: 1000 \}/);
  });

  it('knows the steps of results and of trials before any is made', () => {
    const whole = { trainRows: 'all', maxSteps: null, epochs: 3, batchSize: 32 } as const;
    const [result] = plan({ ...whole, methods: ['lora'] }) as [GlueRunConfig];
    expect(stepCount(result, 392_702)).toBe(36_816);
    expect(stepCount({ ...result, maxSteps: 100 }, 392_702)).toBe(100);
    expect(stepCount({ ...result, trainRows: 64 }, 392_702)).toBe(6);
    const asked = { ...whole, methods: ['lora'], lr: 'search' as const };
    const search = { holdoutRows: 702 };
    const [trial] = plan({ ...asked, search }) as [GlueRunConfig];
    expect(stepCount(trial, 392_702)).toBe(36_750);
    expect(() => stepCount(trial, 702)).toThrow(/--search\.holdout-rows=702 of 702 training rows/);
    const [short] = plan({ ...asked, search: { ...search, trialRows: 320 } }) as [GlueRunConfig];
    expect(stepCount(short, 392_702)).toBe(30);
    const later = glueStage(tasks.mnli, withChanges(smoke, asked), 'smoke').follow?.alike;
    expect(later?.map(({ config }) => stepCount(config, 392_702))).toEqual([36_816]);
  });

  it('tells an unknown method before anything is loaded', () => {
    expect(() => plan({ methods: ['singlra'] })).toThrow(/singlora/);
  });
});
