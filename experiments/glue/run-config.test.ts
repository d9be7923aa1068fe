import { tasks, type GlueRunConfig } from '@singlora/records';
import { parseInvocation } from '@singlora/runner';
import { describe, expect, it } from 'vitest';
import mnli from '../mnli.experiment.ts';
import { followGlueRuns, planGlueRuns } from './plan.ts';
import { stepsOf } from './run-config.ts';
import { adapterConfigOf } from '../training/adapter-config.ts';
import type { GlueSettings } from './settings.ts';

const smoke = mnli.presets['smoke']!;
const plan = (changes: Partial<GlueSettings>) =>
  planGlueRuns(tasks.mnli, { ...smoke, ...changes }, 'smoke').map(({ config }) => config);

describe('the runs of a GLUE experiment', () => {
  it('compares the methods seed by seed', () => {
    const runs = plan({ seeds: [0, 1] }).map(({ seed, method }) => [seed, method]);
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
    const changes = { ramp: 0.05, initFan: 'rank', lrRatio: 4 } as const;
    const methods = ['lora', 'lora+', 'singlora'];
    const [lora, plus, singlora] = plan({ ...changes, methods }).map(adapterConfigOf);
    expect(singlora).toMatchObject({ ramp: { fraction: 0.05 }, init: { fan: 'rank' } });
    expect(plus).toMatchObject({ loraplus_lr_ratio: 4 });
    for (const key of ['ramp', 'init', 'loraplus_lr_ratio']) expect(lora).not.toHaveProperty(key);
  });

  it('takes a ramp in steps as well as a share of them, and says which was given', () => {
    const [{ ramp, ...config }] = plan({ methods: ['singlora'], ramp: '1000steps' }) as [
      GlueRunConfig,
    ];
    expect(ramp).toEqual({ steps: 1000 });
    expect(adapterConfigOf({ ...config, ramp })).toMatchObject({ ramp: { steps: 1000 } });
    const parse = (text: string) => parseInvocation(mnli, 'experiments', ['--ramp', text]);
    expect(parse('1000steps').settings).toMatchObject({ ramp: '1000steps' });
    expect(parse('0.02').settings).toMatchObject({ ramp: 0.02 });
    for (const wrong of ['1000', '0steps', '10 steps of it']) {
      expect(() => parse(wrong)).toThrow(/--ramp: .*such as 1000steps/);
    }
  });

  it('does not let a setting without a place make another run', () => {
    const [a] = plan({ methods: ['lora'], ramp: 0.05, initFan: 'rank', lrRatio: 4 });
    const [b] = plan({ methods: ['lora'] });
    expect(a).toEqual(b);
  });

  it('knows the steps of results and of trials before any is made', () => {
    const whole = { trainRows: undefined, maxSteps: undefined, epochs: 3, batchSize: 32 };
    const [result] = plan({ ...whole, methods: ['lora'] }) as [GlueRunConfig];
    expect(stepsOf(result, 392_702)).toBe(36_816);
    expect(stepsOf({ ...result, maxSteps: 100 }, 392_702)).toBe(100);
    expect(stepsOf({ ...result, trainRows: 64 }, 392_702)).toBe(6);
    const asked = { methods: ['lora'], holdoutRows: 702 };
    const search = { ...whole, ...asked, lr: 'search' as const };
    const [trial] = plan(search) as [GlueRunConfig];
    expect(stepsOf(trial, 392_702)).toBe(36_750);
    const [short] = plan({ ...search, trialRows: 320 }) as [GlueRunConfig];
    expect(stepsOf(short, 392_702)).toBe(30);
    const later = followGlueRuns(tasks.mnli, { ...smoke, ...search }, 'smoke')?.alike;
    expect(later?.map(({ config }) => stepsOf(config, 392_702))).toEqual([36_816]);
  });

  it('tells an unknown method before anything is loaded', () => {
    expect(() => plan({ methods: ['singlra'] })).toThrow(/singlora/);
  });
});
