import { describe, expect, it } from 'vitest';
import { comparison, inPoints, rules } from './index.ts';
import { isLearned } from './reservation.ts';
import { glueChecks } from './glue/compare.ts';
import type { Side } from './side.ts';

const side = (config: object = {}): Side<never> => ({
  label: 'a',
  method: 'lora',
  runs: [],
  config: { preset: 'laptop', rank: 8, alpha: 8, warmupSteps: 0, ...config },
});
const found = (sides: readonly Side<never>[], seeds = 5, unlearned: readonly string[] = []) => ({
  one: sides[0]!,
  other: sides[1]!,
  unlearned,
  difference: 0.1,
  interval: [0.09, 0.11] as const,
  scope: 'seeds' as const,
  words: inPoints,
  pairs: Array.from({ length: seeds }, (_, seed) => ({ name: `seed ${seed}`, difference: 0.1 })),
});
const plain = side();

it('every comparison is made with what was found against it, and decides nothing then', () => {
  const full = found([plain, plain]);
  const seen: unknown[] = [];
  const check = (why?: string) => (one: unknown) => {
    seen.push(one);
    return why;
  };
  const open = comparison(full, [check(), check('first'), check('second')]);
  expect(open.reservation).toBe('first');
  expect(seen).toEqual([full, full]);
  expect(rules.above(open, 0.02)).toBeUndefined();
  expect(rules.above(comparison(full, [check()]), 0.02)).toBe(true);
});

describe('a score is above the floor', () => {
  const floor = 0.35;
  // The s.e. of five values 0.002 apart is 0.00141; t(4) = 2.776, so half the interval is 0.0039
  const around = (above: number) => [-2, -1, 0, 1, 2].map((step) => above + 0.002 * step);

  it('where the whole interval is, which its mean alone does not say', () => {
    expect(isLearned(around(floor + 0.0041), floor)).toBe(true);
    expect(isLearned(around(floor + 0.0038), floor)).toBe(false);
    expect(isLearned(around(floor - 0.0038), floor)).toBe(false);
  });

  it('never by one seed, nor where the floor is not known', () => {
    expect(isLearned([0.9], floor)).toBe(false);
    expect(isLearned([], floor)).toBe(false);
    expect(isLearned([0.9, 0.9], undefined)).toBe(false);
  });
});

describe('a comparison of GLUE decides nothing', () => {
  it.each([
    ['on four seeds', [plain, plain], 4, '4 of 5 seeds needed'],
    [
      'between what was trained otherwise',
      [plain, side({ warmupSteps: 3 })],
      5,
      'they differ in warmup steps',
    ],
    ['at another scale of the update', [plain, side({ alpha: 16 })], 5, 'they differ in alpha/r'],
  ] as const)('%s', (_, sides, seeds, why) => {
    expect(comparison(found(sides, seeds), glueChecks({ rows: 'real' })).reservation).toBe(why);
  });

  it('on rows of our own making, nor where neither of the two learned', () => {
    const both = found([plain, plain], 5, ['a', 'b']);
    expect(comparison(both, glueChecks({ rows: 'real' })).reservation).toBe('nothing was learned');
    expect(comparison(both, glueChecks({ rows: 'built-in' })).reservation).toBe(
      'rows of our own making decide nothing',
    );
  });

  it('but may where one of the two learned, or rank and alpha grew together', () => {
    const larger = side({ rank: 16, alpha: 16 });
    expect(
      comparison(found([plain, larger], 5, ['a']), glueChecks({ rows: 'real' })).reservation,
    ).toBeUndefined();
  });
});
