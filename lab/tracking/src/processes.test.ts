import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundled } from './bundled.test.support.ts';
import { dropDatabase, needsBackend, newDatabase, onPostgres } from './backend.test.support.ts';
import { openTracking, type Tracking } from './index.ts';

interface Answer {
  id?: string;
  folder?: string;
  pid?: number;
  code?: string;
  message?: string;
}

const folder = folderForEachTest();
let path: string;
const children: ChildProcess[] = [];
const opened: Tracking[] = [];

const script = await bundled('fixtures/worker.mjs');

needsBackend();
beforeEach(async () => {
  path = await newDatabase(join(folder, 'runs', 'runs.db'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const tracking of opened.splice(0)) await tracking.close();
  chmodSync(folder, 0o700);
  await dropDatabase(path);
});

/** The command that runs a worker as in a container on the same host, with its own pids. */
const container = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasNamespaces = spawnSync(container[0] ?? '', [...container.slice(1), 'true']).status === 0;

/** Starts the worker; returns its only line. */
async function worker(
  identity: string,
  steps: number,
  how?: 'wait' | 'unprivileged',
  within: readonly string[] = [],
): Promise<Answer> {
  const node = [process.execPath, script, path, identity, `${steps}`, how ?? ''];
  const [command = '', ...rest] = [...within, ...node];
  const child = spawn(command, rest, {
    cwd: import.meta.dirname,
    env: { ...process.env, SINGLORA_ARTIFACTS: join(folder, 'runs') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as Answer;
}

async function open(): Promise<Tracking> {
  const tracking = await openTracking(path, undefined, join(folder, 'runs'));
  opened.push(tracking);
  return tracking;
}

test('four processes that make the database and log at once lose nothing', async () => {
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((identity) => worker(identity, 200)));
  const tracking = await open();
  const runs = await tracking.list();
  expect(runs.map((run) => run.id).sort()).toEqual(answers.map((answer) => answer.id).sort());
  expect(runs.map((run) => run.status)).toEqual(Array(4).fill('finished'));
  for (const run of runs) {
    const losses = await tracking.metrics(run.id, 'train/loss');
    expect(losses.map((point) => point.value)).toEqual(
      Array.from({ length: 200 }, (_, step) => 1 / (step + 1)),
    );
    expect(await tracking.metrics(run.id)).toHaveLength(400);
  }
});

test('of four processes that start the same run at once, one wins', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => worker('same', 5, 'wait')));
  const winners = answers.filter((answer) => answer.id !== undefined);
  const [winner] = winners;
  expect(winners).toHaveLength(1);
  for (const loser of answers.filter((answer) => answer !== winner)) {
    expect(loser.code).toBe('RUN_IN_PROGRESS');
    expect(loser.message).toContain(`process ${winner?.pid} on ${hostname()}`);
  }
  expect(await (await open()).list()).toHaveLength(1);
});

test('a killed run reads as interrupted, and goes on in the same row and folder', async () => {
  const killed = await worker('same', 5, 'wait');
  const tracking = await open();
  expect((await tracking.find('same'))?.status).toBe('running');
  const [child] = children;
  child?.kill('SIGKILL');
  await once(child as ChildProcess, 'exit');
  expect((await tracking.find('same'))?.status).toBe('interrupted');
  expect((await tracking.list({ status: 'running' })).length).toBe(0);

  expect(await worker('same', 3)).toEqual({ id: killed.id });
  const [run, ...others] = await tracking.list();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ id: killed.id, folder: killed.folder, status: 'finished' });
  expect(await tracking.metrics(run?.id ?? '', 'train/rate')).toHaveLength(5);
});

describe.runIf(hasNamespaces)(
  'containers that share a volume (needs Linux, and root to make them)',
  () => {
    test('leave each other their live runs, in either direction', async () => {
      const inside = await worker('inside', 5, 'wait', container);
      const outside = await worker('outside', 5, 'wait');
      const refused = [
        await worker('inside', 5),
        await worker('inside', 5, undefined, container),
        await worker('outside', 5, undefined, container),
      ];
      for (const { code, message } of refused) {
        expect(code).toBe('RUN_IN_PROGRESS');
        expect(message).toMatch(/it may be taken over from .* on, in 4 min \d+ s|in 5 min 0 s/);
      }
      const tracking = await open();
      expect((await tracking.get(inside.id ?? '')).status).toBe('running');
      expect((await tracking.get(outside.id ?? '')).status).toBe('running');
    });
  },
);

test.skipIf(onPostgres || process.platform === 'win32')(
  'a read-only folder gets no database',
  async () => {
    chmodSync(folder, 0o555);
    const answers = [await worker('a', 1, 'unprivileged')];
    path = join(folder, 'runs.db');
    answers.push(await worker('a', 1, 'unprivileged'));
    for (const answer of answers) {
      expect(answer.code).toBe('READ_ONLY');
      expect(answer.message).toContain(folder);
    }
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.skipIf(onPostgres || process.platform === 'win32')(
  'a database in a read-only folder is refused',
  async () => {
    path = join(folder, 'runs.db');
    await (await openTracking(path)).close();
    chmodSync(folder, 0o555);
    expect(await worker('a', 1, 'unprivileged')).toMatchObject({ code: 'READ_ONLY' });
  },
);
