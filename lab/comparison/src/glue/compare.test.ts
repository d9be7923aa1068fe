import { studentP } from '@singlora/statistics';
import { describe, expect, it } from 'vitest';
import { answers, makeRun, type Change } from '../recorded.test.support.ts';
import { atFloor } from './at-floor.ts';
import { leading } from '../side.ts';
import { compareGlue } from './compare.ts';
import { glueRuns, type ScoredRun } from './run.ts';
import { glueSearches } from './search.ts';
import { glueSettingsIn, type GlueVariant } from './setting.ts';

const runsOf = (...runs: readonly Change[]) => glueRuns(runs.map(makeRun)).runs;

/** The comparison of SingLoRA less LoRA, on these changed runs. */
function compared(...runs: readonly Change[]) {
  const [setting] = glueSettingsIn(runsOf(...runs));
  const of = (method: string) => setting!.variants.find((one) => one.method === method)!;
  return compareGlue(setting!, of('singlora'), of('lora'))!;
}

describe('a comparison', () => {
  it('has its difference in the middle of its interval, over seeds alone and over rows, too', () => {
    const of = (method: string, right: number, isPredicted: boolean) =>
      [0, 1, 2].map((seed): Change => ({
        method,
        seed,
        score: (right + seed ** 2) / 100,
        ...(isPredicted && { predicted: answers(right + seed ** 2, 7 * seed) }),
      }));
    for (const isPredicted of [true, false]) {
      const { difference, interval, scope } = compared(
        ...of('lora', 60, isPredicted),
        ...of('singlora', 72, isPredicted),
      );
      expect(scope).toBe(isPredicted ? 'seeds and rows' : 'seeds');
      expect(difference).toBeCloseTo(0.12, 12);
      expect((interval![0] + interval![1]) / 2).toBeCloseTo(0.12, 12);
    }
  });

  it('counts scored rows that share a text as one draw, where that is recorded', () => {
    const runs = (groups?: readonly number[]) =>
      ['lora', 'singlora'].flatMap((method, side) =>
        [0, 1, 2].map((seed): Change => {
          const right = 60 + 10 * side;
          return {
            method,
            seed,
            score: right / 100,
            predicted: answers(right, seed),
            ...(groups && { groups }),
          };
        }),
      );
    const alone = compared(...runs());
    expect(alone.areGrouped).toBe(false);
    // The ten rows that only one side has right are adjacent: in two groups they are two draws.
    const together = compared(
      ...runs(Array.from({ length: 100 }, (_, row) => Math.floor(row / 10))),
    );
    expect(together.areGrouped).toBe(true);
    expect(together.difference).toBe(alone.difference);
    expect(together.rowError!).toBeGreaterThan(2 * alone.rowError!);
    const each = compared(...runs(Array.from({ length: 100 }, (_, row) => row)));
    expect(each.rowError).toBeCloseTo(alone.rowError!, 12);
  });

  it('tests one seed by the rows that only one of the two has right', () => {
    // Of 100 rows, LoRA alone has 5 right and SingLoRA alone 10: scipy's 2 · binom.cdf(5, 15, ½) − binom.pmf(5, 15, ½).
    const { pValue } = compared(
      { method: 'lora', score: 0.6, predicted: answers(60) },
      { method: 'singlora', score: 0.65, predicted: answers(65, 95) },
    );
    expect(pValue).toBeCloseTo(0.2101, 4);
  });

  it('tests one seed of a correlation by Student’s t over its rows', () => {
    const rows = Array.from({ length: 12 }, (_, row) => row);
    const labelled = (shift: number) => (run: ScoredRun) => ({
      ...run,
      predictions: {
        read: () => ({
          split: 'validation',
          rows,
          labels: rows.map((row) => (row % 2 ? 'yes' : 'no')),
          predicted: rows.map((row) => ((row * shift) % 5 < 2 ? 'yes' : 'no')),
        }),
      },
    });
    const config = { task: 'cola', metrics: ['matthews'] };
    const [setting] = glueSettingsIn(
      runsOf({ method: 'lora', config, score: 0.1 }, { method: 'singlora', config, score: 0.3 }),
    );
    const [one, other] = ['singlora', 'lora'].map((method, i): GlueVariant => {
      const variant = setting!.variants.find((found) => found.method === method)!;
      return { ...variant, runs: variant.runs.map(labelled(i + 2)) };
    });
    const { difference, standardError, pValue } = compareGlue(setting!, one!, other!)!;
    expect(pValue).toBeCloseTo(studentP(difference / standardError!, 11), 12);
  });
});

it('the variant that stands for a method has the most seeds, of equals it is the first', () => {
  const of = (label: string, n: number) =>
    ({ label, method: 'lora', runs: Array.from({ length: n }) }) as unknown as GlueVariant;
  expect(leading([of('a', 2), of('b', 3), of('c', 3)], 'lora')?.label).toBe('b');
  expect(leading([of('a', 2)], 'dora')).toBeUndefined();
});

it('a run that diverged answers as the most frequent label, on rows in the same groups', () => {
  const [lost, like] = runsOf({ score: NaN }, { seed: 1 });
  const labels = ['rare', 'often', 'often', 'seldom', 'often', 'seldom'];
  const groups = [0, 0, 1, 1, 2, 2];
  const given = { split: 'dev', rows: labels.map((_, row) => row), labels, groups };
  const read = () => ({ ...given, predicted: labels.map(() => 'seldom') });
  const scored = { ...like!, predictions: { read } } as ScoredRun;
  expect(atFloor(lost!, scored).predictions.read()).toEqual({
    ...given,
    predicted: labels.map(() => 'often'),
  });
});

it('a search of one rate has no edge', () => {
  const trial = (learningRate: number): Change => ({
    config: { purpose: 'trial', learningRate },
  });
  const edgeOf = (...rates: readonly number[]) => {
    const runs = runsOf({ config: { learningRate: 1e-3 } }, ...rates.map(trial));
    const [setting] = glueSettingsIn(runs.filter(({ purpose }) => purpose === 'result'));
    return glueSearches(
      setting!,
      runs.filter(({ purpose }) => purpose === 'trial'),
    )[0]!.atEdge;
  };
  expect([edgeOf(1e-3), edgeOf(1e-3, 1e-2), edgeOf(1e-4, 1e-3, 1e-2)]).toEqual([
    false,
    true,
    false,
  ]);
});
