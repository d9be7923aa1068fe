import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '@singlora/tracking';
import { expect } from 'vitest';
import { glueOutcomes } from './glue/planned-runs.ts';
import { glueRuns } from './glue/run.ts';
import { recordedRuns, type RecordedRun } from './recorded-run.ts';

/** A mean as SciPy tests it. */
export interface Tested {
  readonly mean: number;
  readonly error: number;
  readonly interval: readonly [number, number];
  readonly p: number;
  /** The p-value after Holm's correction. */
  readonly corrected?: number;
}

/** The results of `tools/reference/verdicts.py` on the same archives. */
export const reference = JSON.parse(
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
} & Readonly<Record<'front' | 'best-rate' | 'best-rate-q-k', readonly TestedPictures[]>>;
/** A comparison of a plan of the small model, the primary one first; `apart`: subjects whose fronts share no drift. */
type TestedPictures = Tested & { readonly apart?: readonly string[] };
type Drawn = readonly (readonly [drift: number, fidelity: number])[];

/** The runs of a committed archive, in `results/` or among the fixtures; their files exist until it is closed. */
export async function committedRuns(
  archive: string,
  folder = '../../../results',
): Promise<{ readonly runs: RecordedRun[]; readonly close: () => Promise<void> }> {
  const tracking = await openArchive(join(import.meta.dirname, folder, archive));
  const { runs } = await recordedRuns(tracking);
  return { runs, close: () => tracking.close() };
}

/** The reference jackknifes rows, whereas this package knows their influence: errors may differ by 1 %. */
export function expectAlike(
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

/** A plan's comparisons (primary, secondary and on single tasks), and Holm's values where all are judged. */
export function expectPlanAlike(
  name: string,
  runs: readonly RecordedRun[],
): { readonly allAreJudged: boolean } {
  const outcome = glueOutcomes(glueRuns(runs).runs).find((one) => one.name === name)!;
  const { primary, family } = reference.glue[name]!;
  expectAlike(outcome.primary.effect, primary);
  const answers = [...outcome.secondary, ...outcome.byMeasure];
  expect(answers).toHaveLength(family.length);
  for (const [at, answer] of answers.entries()) expectAlike(answer.effect, family[at]!);
  const allAreJudged = answers.every(({ corrected }) => corrected !== undefined);
  if (allAreJudged)
    for (const [at, { corrected }] of answers.entries())
      expect(corrected! / family[at]!.corrected!).toBeCloseTo(1, 1);
  return { allAreJudged };
}
