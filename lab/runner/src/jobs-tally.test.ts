import { expect, test } from 'vitest';
import { JobsTally } from './jobs-tally.ts';
import { emptyTally } from './tally.ts';

type EndEvent = Parameters<JobsTally['end']>[0];

const end = (run: string, change: Partial<EndEvent> = {}): EndEvent => ({
  event: 'end',
  run,
  identity: run,
  label: `seed ${run}`,
  status: 'finished',
  made: true,
  summary: {},
  error: null,
  ...change,
});

test('counts the runs of all jobs, each once, whoever saw them', () => {
  const all = new JobsTally();
  expect(all.end(end('before', { made: false }))).toBe(true);
  expect(all.end(end('a'))).toBe(true);
  // The second job sees the first one's run before that has told of it.
  expect(all.end(end('b', { made: false }))).toBe(true);
  expect(all.end(end('b'))).toBe(false);
  expect(all.end(end('a', { made: false }))).toBe(false);
  all.end(end('c', { made: false })); // by another command
  all.end(end('d', { status: 'failed', error: 'no luck' }));
  all.end(end('d', { status: 'failed', made: false, error: 'd failed elsewhere' }));
  const held = ['seed a: Run a is in progress', 'seed e: Run e is in progress'];
  all.done({ ...emptyTally(), planned: 6, made: 1, skipped: 1, held });
  all.done({ ...emptyTally(), planned: 2, made: 1, skipped: 0, interrupted: true });
  expect(all.total()).toEqual({
    planned: 6,
    made: 2,
    skipped: 1,
    elsewhere: 1,
    interrupted: true,
    failed: ['seed d (run d): no luck'],
    held: ['seed e: Run e is in progress'],
  });
});
