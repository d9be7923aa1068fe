import { expect, it } from 'vitest';
import { makeRun, type Change } from '../recorded.test.support.ts';
import { glueRuns } from './run.ts';

const contradictionsIn = (...changes: Change[]) =>
  glueRuns(changes.map(makeRun)).runs.map(({ contradiction }) => contradiction);

const config = { epochs: 2, batchSize: 32 };

it.each<[string, Change, string | undefined]>([
  ['all passes', { config, summary: { trainRows: 100, steps: 8 } }, undefined],
  [
    'too few steps',
    { config, summary: { trainRows: 100, steps: 7 } },
    'it recorded 7 steps, not 8',
  ],
  [
    'a limit',
    { config: { ...config, maxSteps: 5 }, summary: { trainRows: 100, steps: 5 } },
    undefined,
  ],
  [
    'a limit that is not reached',
    { config: { ...config, maxSteps: 50 }, summary: { trainRows: 100, steps: 8 } },
    undefined,
  ],
  [
    'a run that diverged early',
    { score: NaN, config, summary: { trainRows: 100, steps: 3 } },
    undefined,
  ],
  ['a run in progress', { status: 'running', summary: {} }, undefined],
])('%s', (_, change, why) => {
  expect(contradictionsIn(change)).toEqual([why]);
});

it('a missing score is missing, not a divergence', () => {
  const { record, ...rest } = makeRun();
  const summary = Object.fromEntries(
    Object.entries(record.summary).filter(([key]) => !key.includes('/')),
  );
  const [run] = glueRuns([{ ...rest, record: { ...record, summary } }]).runs;
  expect(run).toMatchObject({
    diverged: false,
    contradiction: 'it finished without a score, and not as diverged',
  });
});

it('of two runs of one identity with other scores neither counts', () => {
  const [one, other] = [makeRun({ score: 0.7 }), makeRun({ score: 0.8 })];
  const same = { ...other, record: { ...other.record, identity: one.record.identity } };
  const equal = { ...one, record: { ...one.record, id: 'b' } };
  const why = 'another run of its identity has another score';
  const of = (runs: Parameters<typeof glueRuns>[0]) =>
    glueRuns(runs).runs.map(({ contradiction }) => contradiction);
  expect(of([one, same])).toEqual([why, why]);
  expect(of([one, equal])).toEqual([undefined, undefined]);
});
