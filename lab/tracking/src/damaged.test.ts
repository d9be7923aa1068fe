import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { meanwhile } from './backend.test.support.ts';
import type { ListedRun, Tracking } from './index.ts';
import { openTracking } from './index.ts';
import { job } from './job.test.support.ts';

const folder = folderForEachTest();
let tracking: Tracking;

beforeEach(async () => {
  tracking = await openTracking(join(folder, 'runs.db'));
  for (const identity of ['older', 'damaged', 'newer']) {
    const run = await tracking.start(job(identity));
    await run.artifact('result.json', '{}');
    await run.end('finished');
  }
});
afterEach(() => tracking.close());

test('a damaged page is named where it is read, and by a check of the whole file', async () => {
  await tracking.check();
  const run = await tracking.start(job('long'));
  for (let step = 0; step < 2_000; step++) run.log(step, { loss: step });
  await run.end('finished');
  await tracking.close();
  const path = join(folder, 'runs.db');
  const size = statSync(path).size;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, size - 4096); // the last
  closeSync(file);
  tracking = await openTracking(path);
  expect(await tracking.list()).toHaveLength(4);
  const damage = {
    code: 'DATABASE_DAMAGED',
    message: expect.stringMatching(/page \d+.*\.recover/i),
  };
  await expect(tracking.metrics(run.id)).rejects.toMatchObject(damage);
  await expect(tracking.check()).rejects.toMatchObject(damage);
});

test('an index that misses a row is found by the check', async () => {
  const raw = new Libsql(tracking.path);
  raw.exec(`pragma writable_schema = on;
    update sqlite_schema set sql = sql || ' where 0' where name = 'runs_by_experiment'`);
  raw.exec(`pragma writable_schema = reset; delete from runs where identity = 'older'`);
  raw.exec(`pragma writable_schema = on;
    update sqlite_schema set sql = replace(sql, ' where 0', '') where name = 'runs_by_experiment'`);
  raw.close();
  await tracking.close();
  tracking = await openTracking(join(folder, 'runs.db'));
  await expect(tracking.check()).rejects.toThrow(/runs_by_experiment/);
});

/** Changes the row in the middle, like another program. */
async function damage(set: string): Promise<void> {
  const own = `(select id from runs where identity = 'damaged')`;
  const change = /^(environment|ended_at|to_step)/.test(set)
    ? `update starts set ${set} where run_id = ${own}`
    : `update runs set ${set} where identity = 'damaged'`;
  await meanwhile(tracking.path, `pragma foreign_keys = off; ${change}`);
}

async function all(filter?: Parameters<Tracking['each']>[0]): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for await (const run of tracking.each(filter)) runs.push(run);
  return runs;
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const damages: readonly (readonly [string, RegExp])[] = [
  [`config = '{"a":'`, /^config: is not JSON \(/],
  [`config = '[1]'`, /^config: is no object$/],
  [`config = 'null'`, /^config: /],
  [`config = '{"a":${nested(10_000)}}'`, /^config: is nested deeper than 64$/],
  [`config = x'00ff'`, /^config: .*expected string/],
  [`config = cast(x'22ff22' as text)`, /^config: /],
  [`summary = '{"accuracy":"high"}'`, /^summary.accuracy: /],
  [`summary = ''`, /^summary: is not JSON \(/],
  [`environment = '{}'`, /^starts: 0.environment.node: .*; and \d more$/],
  [`environment = json_remove(environment, '$.git.commit')`, /^starts: 0.environment.git.commit: /],
  [`environment = json_set(environment, '$.cores', 'two')`, /^starts: 0.environment.cores: /],
  [`environment = json_set(environment, '$.gpu', 'none')`, /^starts: 0.environment: .*"gpu"/],
  [`ended_at = 'yesterday'`, /^starts: 0.ended_at: /],
  [`to_step = 'many'`, /^starts: 0.to_step: /],
  [`assets = json_set(assets, '$[0].licence', 'none')`, /^assets.0: .*"licence"/],
  [`assets = '{}'`, /^assets: is no list/],
  [`assets = json_remove(assets, '$[0].kind')`, /^assets.0.kind: /],
  [`assets = json_set(assets, '$[0].sha256', 1)`, /^assets.0.sha256: /],
  [`status = 'done'`, /^status: /],
  [`started_at = 'yesterday'`, /^started_at: /],
  [`finished_at = '2025-99-99T00:00:00.000Z'`, /^finished_at: /],
  [`pid = 'one'`, /^pid: /],
  [`pid = 9223372036854775807`, /^pid: /],
  [`pid = 1e999`, /^pid: /],
  [`host = x'ff'`, /^host: /],
  [`error = x'ff'`, /^error: /],
  [`id = '../../etc'`, /^id: is no id$/],
  [`id = ''`, /^id: is no id$/],
  [`command = x'ff'`, /^command: /],
];

describe.each(damages)('%s', (set, problem) => {
  test('is told of that run, and stands in no other’s way', async () => {
    await damage(set);
    const [newer, middle, older, ...more] = await all();
    expect([newer, older]).toMatchObject([{ identity: 'newer' }, { identity: 'older' }]);
    expect(middle).toMatchObject({ problem: expect.stringMatching(problem) as string });
    expect(more).toEqual([]);
    expect(await tracking.count()).toBe(3);
    expect(await tracking.list({ status: 'finished' })).toHaveLength(2);
    expect(await tracking.find('newer')).toMatchObject({ status: 'finished' });
    await expect(tracking.find('damaged')).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
    await (await tracking.start({ ...job('damaged'), fresh: true })).end('finished');
    expect(await tracking.find('damaged')).toMatchObject({ status: 'finished' });
  });
});

test('an artifact outside of the run’s folder is damage', async () => {
  await meanwhile(
    tracking.path,
    `update artifacts set name = '../../secret' where run_id = (select max(id) from runs)`,
  );
  const damaged = (await all()).filter((run) => 'problem' in run);
  expect(damaged).toMatchObject([{ problem: 'artifacts: 0.name: is no name of an artifact' }]);
});

test('a damaged run is found by its id', async () => {
  await damage(`assets = ''`);
  const [, { id } = { id: '' }] = await all();
  await expect(tracking.get(id)).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
  await expect(tracking.get(id)).rejects.toThrow(
    new RegExp(`run ${id} of mnli is damaged .*assets: is not JSON.*--force`),
  );
  expect(await tracking.inspect(id)).toMatchObject({ id, status: 'finished' });
});

test.each(['constructor', '__proto__', 'toString'])('%s is a name like any other', async (name) => {
  const config = JSON.parse(`{"${name}":{"${name}":1}}`) as Record<string, unknown>;
  const run = await tracking.start({ ...job(name), experiment: name, config });
  await run.end('finished', { [name]: 1 });
  expect(await all({ experiment: name })).toMatchObject([{ id: run.id, experiment: name }]);
});
