import { describe, expect, it } from 'vitest';
import check from './check.ts';
import type { ResultOf } from '../record.ts';
import type { record } from './record.ts';
import { runCheck } from '../run-check.test.support.ts';

type Result = ResultOf<typeof record>;
/** The record with the fields that the page does not read. */
type Recorded = Omit<Result, 'entries' | 'verdicts'> & {
  readonly entries: readonly (Result['entries'][number] & { values: (number | null)[] })[];
  readonly verdicts: readonly (Result['verdicts'][number] & { sentence: string })[];
};

const smoke = { ...check.presets['smoke']!, steps: 1 };

describe('the invariance check', () => {
  it('finds what theorems 2 and 3 say of gradient descent, and that Adam is another matter', async () => {
    const all = await runCheck(check, smoke);
    expect(all.map(({ plan }) => plan.label)).toEqual([
      'singlora · rotated · 16×16',
      'singlora · rotated · 24×16',
      'singlora · rotated · 16×24',
      'lora · rotated · 16×16',
      'lora · (k·B, A/k) with k = 2 · 16×16',
    ]);
    for (const { plan, outcome, result, says } of all) {
      const { verdicts, entries, floors, double } = result as Recorded;
      const { change, method, optimisers, seeds } = plan.config;
      expect(verdicts.map(({ optimiser }) => optimiser)).toEqual(optimisers);
      const kept = verdicts.filter(({ invariant }) => invariant).map((v) => v.optimiser);
      expect(kept).toEqual(
        change === 'rotation'
          ? ['gd', 'momentum', 'scaled-gd', 'lora-rite']
          : ['scaled-gd', 'lora-rite'],
      );
      expect(verdicts[0]!.sentence).toMatch(
        change === 'rotation' ? /^gradient descent: the same update/ : /: another update/,
      );
      expect(entries).toHaveLength(optimisers.length * smoke.steps);
      expect(floors).toHaveLength(optimisers.length * smoke.steps);
      const { values, low, high, mean } = entries[0]!;
      expect(values).toHaveLength(seeds.length);
      expect([low, high]).toEqual([...(values as number[])].sort((a, b) => a - b));
      expect(mean).toBeCloseTo((low! + high!) / 2, 10);
      expect(double).toHaveLength(method === 'singlora' ? smoke.steps : 0);
      for (const entry of double) expect(entry.high).toBeLessThan(1e-12);
      expect(outcome).toMatchObject({ summary: { optimisers: 7, invariant: kept.length } });
      expect(says).toMatch(
        new RegExp(`^invariant under ${kept.length} of 7 optimisers, the others`),
      );
    }
  });

  it('refuses an optimiser that it does not know', () => {
    expect(() => check.plan({ ...smoke, optimisers: ['lion'] }, 'test')).toThrow(/Known: gd/);
  });

  it('refuses rank 1, which has no other rotation than ±1', () => {
    expect(check.settings.safeParse({ ...smoke, rank: 1 }).success).toBe(false);
    expect(check.settings.safeParse({ ...smoke, rank: 2 }).success).toBe(true);
  });
});
