import { describe, expect, it } from 'vitest';
import check from './check.ts';
import type { ResultOf } from '../record.ts';
import type { record } from './record.ts';
import { runCheck } from '../run-check.test.support.ts';
import { keepUnit } from '../units.ts';

type Result = ResultOf<typeof record>;

const smoke = check.presets['smoke']!;
const withMatrix = (change: object) => ({ ...smoke, matrix: { ...smoke.matrix, ...change } });

describe('the expressiveness check', () => {
  it('records curves, ends and floors of each method and rank', async () => {
    const settings = withMatrix({ methods: ['singlora', 'singlora-dora'] });
    const all = await runCheck(check, settings);
    expect(all.map(({ plan }) => plan.label)).toEqual([
      'attention, 8 tokens · singlora · rank 2 · rate 0.01',
      'attention, 8 tokens · singlora · rank 4 · rate 0.01',
      'attention, 8 tokens · lora · rank 2 · rate 0.01',
      'attention, 8 tokens · lora · rank 4 · rate 0.01',
      'matrix, mixed · singlora · rank 4 · rate 0.01',
      'matrix, mixed · singlora-dora · rank 4 · rate 0.01',
    ]);
    // One matrix at twice the rank has as many parameters as two.
    expect(all.map(({ result }) => (result as Result).parameters)).toEqual([
      64, 128, 128, 256, 64, 80,
    ]);
    for (const { result, plan, outcome, says } of all) {
      const { curve, finals, loss, floor } = result as Result;
      expect(curve.map(({ step }) => step)).toEqual([0, 25, 50, 75, 100]);
      expect(finals.map(({ seed }) => seed)).toEqual(plan.config.seeds);
      expect(curve[0]!.median).toBeCloseTo(1, 4);
      expect(curve.at(-1)).toEqual({ step: 100, ...loss });
      const { median } = loss;
      expect(median).toBeLessThan(0.9);
      const hasFloor = plan.config.method !== 'singlora-dora';
      expect(typeof floor).toBe(hasFloor ? 'number' : 'object');
      if (hasFloor) for (const end of finals) expect(end.loss).toBeGreaterThan(end.floor! - 1e-5);
      expect(outcome).toMatchObject({ status: 'finished', summary: { loss: median } });
      expect(says.includes('cannot go below')).toBe(hasFloor);
    }
  });

  it('goes on where it stopped', async () => {
    const settings = { ...withMatrix({ methods: ['lora'] }), problems: ['matrix' as const] };
    const kept = { seed: 0, losses: [1, 1, 1, 1, 42], floor: 0, unit: 1, parameters: 128 };
    const [run] = await runCheck(check, settings, {
      before: (_plan, { folder }) => keepUnit(folder, kept),
    });
    const [first, second] = (run!.result as Result).finals;
    expect(first).toEqual({ seed: 0, loss: 42, floor: 0, unit: 1 });
    expect(second!.seed).toBe(1);
    expect(second!.loss).toBeLessThan(1);
  });

  it('refuses names that it does not know', () => {
    const plan = (change: object) => () => check.plan(withMatrix(change), 'test');
    expect(plan({ targets: ['skew'] })).toThrow(/target "skew"/);
    expect(plan({ methods: ['lola'] })).toThrow(/lola/);
  });
});
