import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoredSplits } from '@singlora/records';
import { frontOf, meanOver, sharedCosts } from '@singlora/statistics';
import { openArchive } from '@singlora/tracking';
import { afterAll, describe, expect, it } from 'vitest';
import { overPairs } from './comparison.ts';
import { pictureComparisons } from './dreambooth/compare.ts';
import { dreamBoothRuns } from './dreambooth/run.ts';
import { dreamBoothSettings } from './dreambooth/setting.ts';
import { glueOutcomes } from './glue/planned-runs.ts';
import { PredictionsReader } from './glue/predictions.ts';
import { glueRuns } from './glue/run.ts';
import type { RecordedRun } from './recorded-run.ts';

/** A mean as SciPy tests it. */
interface Tested {
  readonly mean: number;
  readonly error: number;
  readonly interval: readonly [number, number];
  readonly p: number;
  /** Holm's. */
  readonly corrected?: number;
}

/** What `tools/reference/verdicts.py` found in the same archives. */
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/reference.json'), 'utf8'),
) as {
  readonly glue: Readonly<Record<string, { primary: Tested; family: readonly Tested[] }>>;
  readonly pictures: Readonly<Record<'fidelity' | 'prior' | 'diversity', Tested>>;
  readonly fronts: Tested & {
    readonly subjects: readonly {
      readonly sides: readonly [Drawn, Drawn];
      readonly difference: number;
    }[];
  };
};
type Drawn = readonly (readonly [drift: number, fidelity: number])[];

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function runsOf(archive: string): Promise<RecordedRun[]> {
  const tracking = await openArchive(join(import.meta.dirname, '../../../results', archive));
  closing.push(() => tracking.close());
  const reader = new PredictionsReader();
  return (await tracking.list()).flatMap((record) =>
    'config' in record
      ? {
          record,
          metric: () => Promise.resolve([]),
          predictions: reader.of(record, scoredSplits(record.summary)[0] ?? ''),
        }
      : [],
  );
}

/** Rows are jackknifed there, and their influence is known here: errors may differ by 1 %. */
function expectAlike(
  found:
    | {
        readonly difference: number;
        readonly standardError?: number | undefined;
        readonly interval?: readonly [number, number] | undefined;
      }
    | undefined,
  { mean, error, interval }: Tested,
  tolerance = 0.01,
) {
  expect(found!.difference).toBeCloseTo(mean, 10);
  expect(Math.abs(found!.standardError! - error)).toBeLessThanOrEqual(tolerance * error);
  for (const [end, value] of interval.entries())
    expect(Math.abs(found!.interval![end]! - value)).toBeLessThanOrEqual(4 * tolerance * error);
}

describe.each([
  ['top-two', 'glue.jsonl.br'],
  ['all-layers', 'glue-all-layers.jsonl.br'],
  ['mpnet', 'glue-mpnet.jsonl.br'],
])('of the plan %s', (name, archive) => {
  it('primary, secondary and single tasks are SciPy’s, and Holm’s values where all are judged', async () => {
    const outcome = glueOutcomes(glueRuns(await runsOf(archive)).runs).find(
      (one) => one.name === name,
    )!;
    const { primary, family } = reference.glue[name]!;
    expectAlike(outcome.primary.effect, primary);
    const answers = [...outcome.secondary, ...outcome.byMeasure];
    expect(answers).toHaveLength(family.length);
    for (const [at, answer] of answers.entries()) expectAlike(answer.effect, family[at]!);
    if (answers.every(({ corrected }) => corrected !== undefined))
      for (const [at, { corrected }] of answers.entries())
        expect(corrected! / family[at]!.corrected!).toBeCloseTo(1, 1);
    else expect(name).not.toBe('top-two');
  });
});

it('clustered intervals of pictures are SciPy’s', async () => {
  const [setting] = dreamBoothSettings(dreamBoothRuns(await runsOf('dreambooth.jsonl.br')).runs);
  for (const score of ['fidelity', 'prior', 'diversity'] as const) {
    const found = pictureComparisons(setting!, 'rank', score).find(
      ({ one }) => one.method === 'singlora',
    );
    expectAlike(found, reference.pictures[score], 1e-9);
    expect(found!.pValue).toBeCloseTo(reference.pictures[score].p, 9);
  }
});

it('fronts at equal drift are NumPy’s', () => {
  const { subjects, ...tested } = reference.fronts;
  const pairs = subjects.map(({ sides, difference }, at) => {
    const [own, others] = sides.map((drawn) =>
      frontOf(drawn.map(([cost, gain]) => ({ cost, gain }))),
    );
    const range = sharedCosts(own!, others!)!;
    const ours = meanOver(own!, range) - meanOver(others!, range);
    expect(ours).toBeCloseTo(difference, 10);
    return { name: `${at}`, difference: ours };
  });
  expectAlike(overPairs(pairs), tested, 1e-9);
});
