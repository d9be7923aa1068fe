import type { RateGridResult } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../run-check.test.support.ts';
import check from './check.ts';

/** The record of a run. */
type Result = RateGridResult & { title: string; claimed: Record<string, number> };

const smoke = check.presets['smoke']!;

describe('a run', () => {
  it('records each width’s cells, optima and the trends over widths', async () => {
    const results = await runCheck(check, { ...smoke, seeds: [0, 1] });
    const [lora, , singlora] = results;
    expect(results.map(({ plan }) => plan.label)).toEqual([
      'lora · gd',
      'lora-one-rate · gd',
      'singlora · gd',
    ]);
    const { title, steps, widths, trends, claimed } = lora!.result as Result;
    expect(title).toBe('LoRA, two rates');
    expect(steps).toEqual([2, 4]);
    expect(widths.map(({ width, cells }) => [width, cells.length])).toEqual([
      [16, 9],
      [32, 9],
      [64, 9],
    ]);
    expect(claimed).toEqual({ A: -1, B: 0, ratio: 1 });
    expect(trends.test.map(Object.keys)).toEqual([
      ['A', 'B', 'ratio'],
      ['A', 'B', 'ratio'],
    ]);
    const { cells, optima, start } = widths[1]!;
    expect(start.test).toHaveLength(2);
    const means = cells.flatMap(({ test }) => test.at(-1) ?? []);
    expect(optima.test.at(-1)?.best.loss).toBe(Math.min(...means));
    expect(lora!.outcome).toMatchObject({
      summary: { cells: 27, best_ratio_slope: trends.test.at(-1)!['ratio']!.slope },
    });
    expect(lora!.says).toMatch(/^27 cells, \d+ of them diverged, best A ∝ n\^/);

    const single = singlora!.result as Result;
    expect(Object.keys(single.trends.test.at(-1)!)).toEqual(['A']);
    expect(single.widths[0]?.optima.test[0]?.ratio).toBeNull();
  });

  it('says so where everything diverged', async () => {
    const settings = {
      ...smoke,
      methods: ['lora'],
      widths: [16],
      rangeA: [5, 6],
      rangeB: [5, 6],
      steps: [20],
    };
    const results = await runCheck(check, settings);
    expect((results[0]?.result as Result).widths[0]?.optima.test).toEqual([null]);
    expect(results[0]?.outcome).toMatchObject({ summary: { cells: 4, diverged: 4 } });
    expect(results[0]?.outcome).not.toHaveProperty('summary.best_test_loss');
  });
});

describe('settings', () => {
  it('plan a run a method and optimiser, each with its own rates', () => {
    const plans = check.plan({ ...smoke, optimisers: ['gd', 'adam'] }, 'smoke');
    expect(plans.map(({ config }) => [config.method, config.optimiser, config.rates])).toEqual(
      ['gd', 'adam'].flatMap((optimiser) => [
        ['lora', optimiser, { A: [0.001, 0.01, 0.1], B: [0.01, 0.1, 1] }],
        ['lora-one-rate', optimiser, { both: [0.01, 0.1, 1] }],
        ['singlora', optimiser, { A: [0.01, 0.1, 1] }],
      ]),
    );
  });

  it('refuse what they cannot use', () => {
    expect(() => check.plan({ ...smoke, methods: ['lola'] }, 'smoke')).toThrow(/"lola".*singlora/);
    expect(() => check.plan({ ...smoke, optimisers: ['x'] }, 'smoke')).toThrow(/optimiser "x"/);
    const issue = (change: object) =>
      check.settings.safeParse({ ...smoke, ...change }).error?.issues[0]?.message;
    expect(issue({})).toBeUndefined();
    expect(issue({ rangeA: [-1, -5] })).toMatch(/lower first/);
    expect(issue({ rangeA: [-1] })).toMatch(/two powers of ten/);
    expect(issue({ rangeSingle: [-3, -2, -1] })).toMatch(/two powers of ten/);
    expect(issue({ steps: [50, 10] })).toBe('not ascending');
  });
});
