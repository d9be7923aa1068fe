import { describe, expect, it } from 'vitest';
import { runCheck } from '../run-check.test.support.ts';
import check from './check.ts';
import { planSweep } from './plan.ts';
import { axisPresets, plannedRunCounts } from './record.ts';
import type { SweepSettings } from './settings.ts';

const tiny: SweepSettings = {
  ...check.presets['smoke']!,
  methods: ['singlora'],
  optimisers: ['adam'],
  rateExponents: [-0.5],
  widths: [8, 16, 32],
  seeds: [0, 1],
  steps: 2,
};

describe('the plan', () => {
  const axes = (settings: Partial<SweepSettings>) => planSweep({ ...tiny, ...settings }, 'test');

  it.each(axisPresets)('has as many runs of %s as its section waits for', (preset) => {
    expect(planSweep(check.presets[preset]!, preset)).toHaveLength(plannedRunCounts[preset]);
  });

  it('varies one thing at a time, but all methods with the first two optimisers', () => {
    const configs = axes({
      families: ['linear-toy', 'two-layer'],
      methods: ['singlora', 'lora', 'dora'],
      optimisers: ['gd', 'adam', 'sign'],
      initExponents: [-0.5, 0],
      ramps: [0, 3],
      design: 'one-at-a-time',
    });
    const of = (method: string) =>
      configs
        .filter((config) => config.method === method)
        .map(({ family, optimiser, initExponent, ramp }) =>
          [family, optimiser, initExponent, ramp].join(' '),
        );
    expect(of('singlora').sort()).toEqual([
      'linear-toy adam -0.5 0',
      'linear-toy adam -0.5 3',
      'linear-toy adam 0 0',
      'linear-toy gd -0.5 0',
      'linear-toy gd -0.5 3',
      'linear-toy gd 0 0',
      'linear-toy sign -0.5 0',
      'two-layer adam -0.5 0',
      'two-layer gd -0.5 0',
    ]);
    // LoRA has no ramp, and its own start is n^−1/2.
    expect(of('lora').sort()).toEqual([
      'linear-toy adam  0',
      'linear-toy adam 0 0',
      'linear-toy gd  0',
      'linear-toy gd 0 0',
      'linear-toy sign  0',
      'two-layer adam  0',
      'two-layer gd  0',
    ]);
    expect(of('dora').sort()).toEqual(['linear-toy adam  0', 'linear-toy gd  0']);
  });

  it('tries LoRA’s other starts and two rates that grow apart, where a method has them', () => {
    const configs = axes({
      methods: ['singlora', 'lora', 'lora+'],
      optimisers: ['gd'],
      initExponents: [-0.5, 0, -1],
      starts: ['own', 'swapped'],
      growthExponents: [2],
      rateExponents: [-1],
      derivedRates: true,
    });
    const of = (method: string) =>
      configs
        .filter((config) => config.method === method)
        .map(({ initExponent, start, growthExponent, rateExponents }) =>
          [initExponent, start, growthExponent, rateExponents.join()].join(' '),
        );
    expect(of('lora').sort()).toEqual([' own  -1', ' swapped  -1', '0 own  -1']);
    // Also −1, where the derivation has Δf = Θ(1): with rates n² apart, where A's rate is n^−2.
    expect(of('lora+').sort()).toEqual([' own  -1.5,-1', ' own 2 -2,-1']);
    expect(of('singlora')).toEqual(['-0.5 own  -1', '0 own  -2.5,-1', '-1 own  -1']);
  });

  it('tries starts from the frozen weight once, as the directions there have a size of their own', () => {
    const configs = axes({
      methods: ['lora', 'singlora', 'symlora'],
      optimisers: ['gd'],
      initExponents: [-0.5, 0],
      starts: ['principal', 'qr'],
      design: 'cross',
    });
    expect(configs.map(({ method, start, initExponent }) => [method, start, initExponent])).toEqual(
      [
        ['lora', 'principal', null],
        ['lora', 'qr', null],
        ['singlora', 'principal', null],
      ],
    );
  });

  it('crosses everything where asked, and each run once', () => {
    const configs = axes({
      methods: ['singlora', 'lora'],
      optimisers: ['gd', 'adam'],
      initExponents: [-0.5, 0],
      design: 'cross',
    });
    // LoRA's own start is n^−1/2.
    expect(configs).toHaveLength(2 * 2 + 2 * 2);
  });

  it('leaves out widths that a family does not reach', () => {
    const [config] = axes({ families: ['transformer'], widths: [64, 256, 1024, 2048] });
    expect(config!.widths).toEqual([64, 256, 1024]);
    expect(config!.baseWidth).toBe(64);
  });

  it('refuses, before anything runs, widths and seeds that give no slope', () => {
    expect(() => axes({ widths: [64, 128, 128] })).toThrow(
      /three different widths; for linear-toy/,
    );
    expect(() => axes({ families: ['transformer'], widths: [512, 1024, 2048] })).toThrow(
      /leaves 512, 1024 \(it goes up to 1024\)/,
    );
    expect(check.settings.safeParse({ ...tiny, seeds: [1] }).success).toBe(false);
    expect(check.settings.safeParse(tiny).success).toBe(true);
  });

  it('names what it does not know', () => {
    expect(() => axes({ families: ['toy'] })).toThrow(
      /Unknown family of models "toy"\. Known: linear-toy/,
    );
    expect(() => axes({ families: ['cnn-mup'] })).toThrow(/adapts convolutions: take theory:coord/);
    expect(() => axes({ methods: ['loro'] })).toThrow(
      /Unknown adapter method "loro". Did you mean "lora"/,
    );
    expect(() => axes({ optimisers: ['rmsprop'] })).toThrow(/Unknown optimiser "rmsprop"/);
  });
});

describe('a run', () => {
  it('holds its cells with their points, and says how many are as predicted', async () => {
    const [run] = await runCheck(check, tiny);
    const { cells } = run!.result as { cells: { points: { deltaF: unknown[] } }[] };
    expect(cells).toHaveLength(1);
    expect(cells[0]!.points.deltaF).toHaveLength(2 * 3);
    expect(run!.says).toMatch(
      /^1 rates; first step: \d exponents as predicted, \d not, \d undecided \(of all predictions shifted by 0\.1/,
    );
  });
});
