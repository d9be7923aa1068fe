import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundled } from './bundled.test.support.ts';
import { openForReading, openTracking, type RunRecord } from './index.ts';
import { job } from './job.test.support.ts';

const script = await bundled('fixtures/reader.mjs');

const folder = folderForEachTest();
const path = join(folder, 'runs', 'runs.db');
beforeEach(() => {
  mkdirSync(join(folder, 'runs'));
  mkdirSync(join(folder, 'tmp'));
  for (const name of ['', 'tmp']) chmodSync(join(folder, name), 0o777);
});
afterEach(() => {
  chmodSync(join(folder, 'runs'), 0o700);
});

/** Records a run with one value in a database left as its process closed it, or as if killed. */
async function record(closed: boolean): Promise<string> {
  const made = join(folder, 'made.db');
  const tracking = await openTracking(made);
  const run = await tracking.start(job());
  run.log(1, { loss: 1 });
  await run.end('finished');
  if (closed) await tracking.close();
  for (const part of closed ? [''] : ['', '-wal']) copyFileSync(made + part, path + part);
  if (!closed) await tracking.close();
  return run.id;
}

interface Answer {
  path: string;
  runs: RunRecord[];
  points: number;
  refused: { code: string; message: string };
}

/** The answer of another process that may write neither the files nor their folder. */
function read(): Answer {
  for (const name of readdirSync(join(folder, 'runs')))
    chmodSync(join(folder, 'runs', name), 0o444);
  chmodSync(join(folder, 'runs'), 0o555);
  const env = { ...process.env, TMPDIR: join(folder, 'tmp') };
  const { stdout, stderr } = spawnSync(process.execPath, [script, path], { env });
  expect(stderr.toString()).toBe('');
  return JSON.parse(stdout.toString()) as Answer;
}

test.each([
  ['closed', true],
  ['left open, its log beside it', false],
])('a database that was %s is read where nothing can be written', async (_, closed) => {
  const id = await record(closed);
  const answer = read();
  expect(answer).toMatchObject({ path, points: 1, refused: { code: 'READ_ONLY' } });
  expect(answer.runs).toMatchObject([{ id, folder: join(folder, 'runs', id) }]);
  expect(answer.refused.message).toContain(path);
  expect(readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('singlora'))).toEqual(
    [],
  );
});

test('a database that does not exist has no runs, and reading it creates nothing', async () => {
  const missing = join(folder, 'mistyped', 'runs.db');
  const notices: string[] = [];
  const tracking = await openForReading(missing, (text) => notices.push(text));
  expect(notices).toEqual([`${missing} does not exist, so it has no runs.`]);
  expect(await tracking.list()).toEqual([]);
  await expect(tracking.check()).rejects.toThrow(`${missing} does not exist.`);
  await expect(tracking.start(job())).rejects.toThrow(`${missing} does not exist.`);
  await tracking.close();
  expect(existsSync(join(folder, 'mistyped'))).toBe(false);
});
