import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '@singlora/tracking';
import { expect } from 'vitest';
import { recordedRuns, type RecordedRun } from './recorded-run.ts';

/** A mean as SciPy tests it. */
interface Tested {
  readonly estimate: number;
  readonly error: number;
  readonly interval: readonly [number, number];
  readonly p: number;
}

/** The results of `tools/reference/pictures.py`. */
export const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/reference.json'), 'utf8'),
) as {
  readonly pictures: Readonly<Record<'fidelity' | 'prior' | 'diversity', Tested>>;
};

/** The runs of a committed archive, in `results/` or among the fixtures; their files exist until it is closed. */
export async function committedRuns(
  archive: string,
  folder = '../../../results',
): Promise<{ readonly runs: RecordedRun[]; readonly close: () => Promise<void> }> {
  const tracking = await openArchive(join(import.meta.dirname, folder, archive));
  const { runs } = await recordedRuns(tracking);
  return { runs, close: () => tracking.close() };
}

/** Holds a mean to SciPy's. */
export function expectAlike(
  found:
    | {
        readonly difference: number;
        readonly standardError?: number | undefined;
        readonly interval?: readonly [number, number] | undefined;
        readonly pValue?: number | undefined;
      }
    | undefined,
  { estimate, error, interval, p }: Tested,
) {
  expect(found).toMatchObject({
    difference: expect.closeTo(estimate, 10),
    standardError: expect.closeTo(error, 10),
    interval: interval.map((end) => expect.closeTo(end, 9)),
    pValue: expect.closeTo(p, 9),
  });
}
