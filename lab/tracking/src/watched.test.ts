import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropDatabase, needsBackend, newDatabase, onPostgres } from './backend.test.support.ts';
import { openToWatch, openTracking, type Tracking } from './index.ts';
import { job } from './job.test.support.ts';

const folder = folderForEachTest();
let url: string;
const opened: Tracking[] = [];

needsBackend();
beforeEach(async () => {
  url = await newDatabase(join(folder, 'runs', 'runs.db'));
});
afterEach(async () => {
  for (const tracking of opened.splice(0)) await tracking.close();
  await dropDatabase(url);
});

async function opening(open: () => Promise<Tracking | undefined>): Promise<Tracking> {
  const tracking = await open();
  if (tracking === undefined) throw new Error('There is no database.');
  opened.push(tracking);
  return tracking;
}
const toRecord = () => opening(() => openTracking(url, () => undefined, folder));
const toWatch = () => opening(() => openToWatch(url));

test('where there is no database, none is made', async () => {
  expect(await openToWatch(url)).toBeUndefined();
  expect(await openToWatch(url)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('what others write is read, and nothing can be written', async () => {
  const run = await (await toRecord()).start(job());
  run.log(1, { loss: 3 });
  run.log(2, { loss: 2 });
  await run.flush();
  const watched = await toWatch();
  const owner = expect.objectContaining({ pid: process.pid }) as object;
  expect(await watched.unended()).toEqual([{ id: run.id, isAlive: true, owner }]);
  expect(await watched.metrics(run.id, 'loss', 1)).toMatchObject([{ step: 2, value: 2 }]);
  for (const change of [() => watched.start(job()), () => watched.annotate(run.id, (it) => it)])
    await expect(change()).rejects.toMatchObject({ code: 'READ_ONLY' });
  await run.end('finished');
  expect(await watched.unended()).toEqual([]);
});

test('the last points of a metric are as many as are asked for, in order', async () => {
  const tracking = await toRecord();
  const run = await tracking.start(job());
  for (const step of [1, 2, 3]) run.log(step, { loss: -step, other: step });
  await run.flush();
  const stepsOf = async (last?: number) =>
    (await tracking.metrics(run.id, 'loss', last)).map(({ step }) => step);
  expect([await stepsOf(2), await stepsOf(9), await stepsOf()]).toEqual([
    [2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

/** The traces that a look leaves: the files next to the database, and the database's own size and time. */
const traces = () => {
  const { mtimeMs, size } = statSync(url);
  return { files: readdirSync(join(folder, 'runs')).sort(), mtimeMs, size };
};

test.skipIf(onPostgres)('no file is left beside one that nobody has open', async () => {
  const tracking = await toRecord();
  const run = await tracking.start(job());
  await tracking.close();
  opened.pop();
  rmSync(`${url}-shm`, { force: true });
  rmSync(`${url}-wal`, { force: true });
  const before = traces();
  const watched = await openToWatch(url);
  expect(await watched?.list()).toMatchObject([{ id: run.id }]);
  await watched?.close();
  expect(traces()).toEqual(before);
});

test.skipIf(onPostgres)('a file that is still empty has no runs', async () => {
  await (await toRecord()).close();
  opened.pop();
  for (const part of ['', '-wal', '-shm']) rmSync(url + part, { force: true });
  writeFileSync(url, '');
  expect(await openToWatch(url)).toBeUndefined();
});
