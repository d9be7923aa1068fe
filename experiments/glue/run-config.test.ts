import { describe, expect, it } from 'vitest';
import mnli from '../mnli.experiment.ts';
import type { GlueSettings } from './settings.ts';
import { adapterConfigOf, planGlueRuns } from './run-config.ts';

const smoke = mnli.presets['smoke']!;
const plan = (changes: Partial<GlueSettings>) =>
  planGlueRuns('mnli', { ...smoke, ...changes }, 'smoke');

describe('the runs of a GLUE experiment', () => {
  it('compares the methods seed by seed', () => {
    const runs = plan({ seeds: [0, 1] }).map(({ config }) => [config.seed, config.method]);
    expect(runs).toEqual([
      [0, 'lora'],
      [0, 'singlora'],
      [1, 'lora'],
      [1, 'singlora'],
    ]);
  });

  it('gives each method its own rate, and asks for one that is missing', () => {
    const lr = { lora: 1e-4, singlora: 1e-3 };
    expect(plan({ lr }).map(({ config }) => config.learningRate)).toEqual([1e-4, 1e-3]);
    expect(() => plan({ lr: { lora: 1e-4 } })).toThrow(/no rate for the method "singlora"/);
  });

  it('passes the ramp to the methods that have one', () => {
    const [lora, singlora] = plan({ ramp: 0.05 }).map(({ config }) => adapterConfigOf(config));
    expect(lora).not.toHaveProperty('ramp');
    expect(singlora).toHaveProperty('ramp', { fraction: 0.05 });
  });

  it('tells an unknown method before anything is loaded', () => {
    expect(() => plan({ methods: ['singlra'] })).toThrow(/singlora/);
  });
});
