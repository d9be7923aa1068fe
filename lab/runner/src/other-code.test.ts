import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import {
  captureEnvironment,
  openTracking,
  type AssetRecord,
  type Tracking,
} from '@singlora/tracking';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { earlierLine, goesOn, type Beginning } from './other-code.ts';

const rows: AssetRecord = {
  ...({
    kind: 'dataset',
    id: 'glue/mnli',
    revision: '1',
    source: 'folder',
    origin: 'here',
  } as const),
  sha256: { train: 'aa' },
};
const beginning: Beginning = {
  experiment: 'mnli',
  plan: { label: 'a run', config: { seed: 0 } },
  code: { sha256: 'new', parts: { 'packages/core': 'b', experiments: 'c' } },
  assets: [rows],
};

const folder = folderForEachTest();
let tracking: Tracking;
beforeEach(async () => {
  tracking = await openTracking(join(folder, 'runs.db'));
});
afterEach(() => tracking.close());

/** An earlier run, after 7 steps. */
async function earlier(
  status: 'finished' | 'interrupted',
  {
    assets = [rows],
    code = { 'packages/core': 'a', experiments: 'c' } as Record<string, string>,
  } = {},
) {
  const environment = await captureEnvironment({ backend: 'cpu', code, folder });
  const job = { experiment: 'mnli', identity: 'old', config: { seed: 0 }, command: '' };
  const run = await tracking.start({ ...job, environment, assets });
  run.log(7, { loss: 1 });
  await run.end(status);
  return tracking.get(run.id);
}

it('says nothing where no run had these settings', async () => {
  expect(await earlierLine(tracking, beginning)).toBeUndefined();
});

it('names a run that was stopped, the parts that differ, and what goes on with it', async () => {
  const run = await earlier('interrupted');
  expect(await earlierLine(tracking, beginning)).toBe(
    `run ${run.id} of these settings was stopped after step 7 with other code (packages/core); ` +
      `--continue=${run.id} goes on with it, this command begins anew`,
  );
  expect(goesOn(run, beginning)).toBe(true);
});

it('names a run that finished, which cannot go on', async () => {
  const run = await earlier('finished');
  expect(await earlierLine(tracking, beginning)).toBe(
    `run ${run.id} of these settings finished with other code (packages/core)`,
  );
  expect(() => goesOn(run, beginning)).toThrow(`run ${run.id} is finished`);
});

it('offers no way on with other rows', async () => {
  const run = await earlier('interrupted', { assets: [{ ...rows, sha256: { train: 'bb' } }] });
  const line = await earlierLine(tracking, beginning);
  expect(line).toContain('with other weights or rows');
  expect(line).not.toContain('--continue');
  expect(() => goesOn(run, beginning)).toThrow('other weights or rows');
});

it('is not about a run of other settings', async () => {
  const run = await earlier('interrupted');
  const other = { ...beginning, plan: { label: '', config: { seed: 1 } } };
  expect(goesOn(run, other)).toBe(false);
  expect(await earlierLine(tracking, other)).toBeUndefined();
});
