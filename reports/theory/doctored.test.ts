import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openArchive, type RunRecord, type Tracking } from '@singlora/tracking';
import { identified } from '../../lab/comparison/src/recorded.test.support.ts';
import { recordedBy } from '../page-text.test.support.ts';

const archive = join(import.meta.dirname, '../../theory/fixtures/smoke.jsonl.gz');

let tracking: Tracking;
/** A width sweep whose identity can be checked. */
let sweep: RunRecord;
beforeAll(async () => {
  tracking = await openArchive(archive);
  const [run] = await tracking.list({ experiment: 'width-sweep' });
  sweep = identified(run!);
});
afterAll(() => tracking.close());

function shownOf(records: readonly RunRecord[]) {
  const runs = records.map((record) => ({
    record,
    metric: () => Promise.resolve([]),
    predictions: { read: () => undefined },
  }));
  const { checks } = recordedBy({ runs }).theory();
  return {
    runs: checks.runs.length,
    problems: checks.damaged.map(({ message }) => message).join(),
  };
}

it('counts a check as it was recorded', () => {
  expect(shownOf([sweep])).toEqual({ runs: 1, problems: '' });
});

it.each<[string, (own: RunRecord) => RunRecord[], string]>([
  ['other settings', (own) => [{ ...own, config: { ...own.config, steps: 7 } }], 'its identity is'],
  [
    'an end before the start',
    (own) => [{ ...own, finishedAt: `1${own.startedAt.slice(1)}` }],
    'it finished before it started',
  ],
  [
    'another result of its identity',
    (own) => [
      own,
      {
        ...own,
        id: `x${own.id}`,
        artifacts: own.artifacts.map((one) => ({ ...one, sha256: 'f'.repeat(64) })),
      },
    ],
    'another run of its identity',
  ],
])('shows no check with %s', (_, doctor, why) => {
  const { runs, problems } = shownOf(doctor(sweep));
  expect(runs).toBe(0);
  expect(problems).toContain(why);
});
