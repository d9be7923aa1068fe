import { expect, it } from 'vitest';
import { againOf } from './again.ts';

const run = (change: object) =>
  againOf({
    id: '0123456789ab',
    status: 'finished',
    command: 'npx nx run experiments:mnli --force --seeds=0..9',
    ...change,
  } as Parameters<typeof againOf>[0]);

it('makes a finished run alone, not all that its command plans', () => {
  expect(run({}).command).toBe('npx nx run experiments:runs repeat 0123456789ab');
});

it('goes on with an unfinished run, which --force would begin anew', () => {
  for (const status of ['interrupted', 'failed', 'running'])
    expect(run({ status }).command).toBe('npx nx run experiments:mnli --seeds=0..9');
  const last = { status: 'failed', command: 'npx nx run experiments:mnli --force' };
  expect(run(last).command).toBe('npx nx run experiments:mnli');
});
