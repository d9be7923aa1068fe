import { createHash } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Run, Tracking } from './index.ts';
import {
  dropDatabase,
  meanwhile as toDatabase,
  needsBackend,
  newDatabase,
  onPostgres,
} from './backend.test.support.ts';
import { jobIn } from './cluster-job.ts';
import { databaseName, defaultFolder, limitsForHosts, openTracking } from './index.ts';
import { environment, job } from './job.test.support.ts';

const coded = (code: string) => expect.objectContaining({ name: 'TrackingError', code }) as Error;

const folder = folderForEachTest();
let path: string;
let tracking: Tracking;

needsBackend();
beforeEach(async () => {
  path = await newDatabase(join(folder, 'runs', 'runs.db'));
  tracking = await open();
});
afterEach(async () => {
  await tracking.close();
  await dropDatabase(path);
});

const open = (notice?: (text: string) => void) => openTracking(path, notice, join(folder, 'runs'));
const meanwhile = (statement: string) => toDatabase(path, statement);

describe('a run', () => {
  test('comes back as it was recorded, after the database is opened again', async () => {
    const run = await tracking.start(job());
    run.log(1, { 'train/loss': 0.5, 'eval/accuracy': 1 / 3 });
    await run.artifact('plots/loss.json', '{"é":1}');
    await run.end('finished', { accuracy: 0.75, finalLoss: NaN, worst: -Infinity });
    await tracking.close();
    tracking = await open();

    const record = await tracking.get(run.id);
    const file = join(run.folder, 'plots/loss.json');
    const hashOf = (content: string | Uint8Array) =>
      createHash('sha256').update(content).digest('hex');
    const sha256 = hashOf(readFileSync(file));
    const points = await tracking.metrics(run.id);
    const curves = points.map(({ key, step, value, time }) =>
      JSON.stringify([key, step, `${value}`, time]),
    );
    expect(record).toEqual({
      ...job(),
      id: run.id,
      status: 'finished',
      starts: [
        {
          host: record.owner.host,
          pid: process.pid,
          startedAt: record.starts[0]?.startedAt as string,
          endedAt: record.finishedAt as string,
          fromStep: null,
          toStep: 1,
          job: jobIn(process.env),
          environment,
        },
      ],
      summary: { accuracy: 0.75, finalLoss: NaN, worst: -Infinity },
      hashes: {
        summary: hashOf('{"accuracy":0.75,"finalLoss":"NaN","worst":"-Infinity"}'),
        curves: hashOf(curves.join('')),
        files: hashOf(JSON.stringify([`${sha256} plots/loss.json`])),
      },
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      artifacts: [{ name: 'plots/loss.json', path: file, bytes: 8, sha256 }],
      folder: join(folder, 'runs', run.id),
      owner: { host: expect.any(String) as string, pid: process.pid },
    });
    expect(await tracking.changed(record)).toEqual([]);
    expect(points).toMatchObject([
      { key: 'eval/accuracy', step: 1, value: 1 / 3 },
      { key: 'train/loss', step: 1, value: 0.5 },
    ]);
  });

  test('keeps its error', async () => {
    await (await tracking.start(job())).end('failed', {}, 'loss is NaN');
    expect(await tracking.find('i')).toMatchObject({ status: 'failed', error: 'loss is NaN' });
  });

  test.skipIf(onPostgres)('moves with its folder', async () => {
    const run = await tracking.start(job());
    await run.artifact('a.txt', new Uint8Array([1, 2]));
    await run.end('finished');
    await tracking.close();
    renameSync(join(folder, 'runs'), join(folder, 'moved'));
    tracking = await openTracking(pathToFileURL(join(folder, 'moved', 'runs.db')).href);
    const [artifact] = (await tracking.get(run.id)).artifacts;
    expect([...readFileSync(artifact?.path ?? '')]).toEqual([1, 2]);
  });
});

describe('metrics', () => {
  test('a step logged again is replaced, and NaN and Infinity are kept', async () => {
    const run = await tracking.start(job());
    run.log(2, { a: 1 });
    run.log(2, { a: NaN });
    run.log(10, { a: Infinity });
    await run.flush();
    run.log(10, { a: -1 });
    run.log(1, { a: 3 });
    await run.flush();
    const points = await tracking.metrics(run.id, 'a');
    expect(points.map(({ step, value }) => [step, value])).toEqual([
      [1, 3],
      [2, NaN],
      [10, -1],
    ]);
    expect(await tracking.latest(run.id)).toEqual([{ key: 'a', step: 10, value: -1, count: 3 }]);
  });

  test.skipIf(onPostgres)(
    'are in the main file once flushed, so that a power cut that takes the log leaves them',
    async () => {
      const run = await tracking.start(job());
      run.log(1, { a: 5 });
      await run.flush();
      const copied = join(folder, 'copied.db');
      copyFileSync(path, copied);
      const copy = await openTracking(copied);
      expect(await copy.metrics(run.id)).toMatchObject([{ key: 'a', step: 1, value: 5 }]);
      await copy.close();
    },
  );

  test('are written without being asked every 100 and every second', async () => {
    const run = await tracking.start(job());
    for (let step = 0; step < 100; step++) run.log(step, { a: step });
    await expect.poll(async () => (await tracking.metrics(run.id)).length).toBe(100);
    run.log(100, { a: 100 });
    await expect
      .poll(async () => (await tracking.metrics(run.id)).length, { timeout: 5_000 })
      .toBe(101);
  });

  test('more than one statement holds are written at once', async () => {
    const run = await tracking.start(job());
    for (let step = 0; step < 7_001; step++) run.log(step, { a: step });
    await run.flush();
    expect(await tracking.metrics(run.id)).toHaveLength(7_001);
  });

  test('past a step are forgotten, buffered ones too', async () => {
    const run = await tracking.start(job());
    for (let step = 0; step < 6; step++) run.log(step, { a: step, b: step });
    await run.flush();
    run.log(6, { a: 6 });
    await run.truncateAfter(3);
    await run.end('interrupted');
    const steps = (await tracking.metrics(run.id)).map((point) => point.step);
    expect(steps).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  test('need a whole number as step', async () => {
    const run = await tracking.start(job());
    expect(() => {
      run.log(0.5, { a: 1 });
    }).toThrow(coded('BAD_METRIC'));
  });

  test('that could not be written make the next log fail, and are not lost', async () => {
    const run = await tracking.start(job());
    await meanwhile('alter table metrics rename to elsewhere');
    for (let step = 0; step < 100; step++) run.log(step, { a: step });
    await vi.waitFor(() => {
      expect(() => {
        run.log(100, { a: 100 });
      }).toThrow(/no such table|does not exist/);
    }, 30_000);
    await meanwhile('alter table elsewhere rename to metrics');
    await run.end('finished');
    const steps = (await tracking.metrics(run.id)).map((point) => point.step);
    expect(steps.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, step) => step));
  });

  test.skipIf(onPostgres)(
    'wait while the database is locked, which is said once, and are not lost',
    async () => {
      await tracking.close();
      const notices: string[] = [];
      tracking = await open((text) => notices.push(text));
      const exec = vi.spyOn(Libsql.prototype, 'exec');
      const run = await tracking.start(job());
      const [own] = exec.mock.contexts as Libsql.Database[];
      exec.mockRestore();
      own!.exec('pragma busy_timeout = 50'); // waits for seconds by default
      const raw = new Libsql(path);
      raw.exec('begin immediate');
      for (let step = 0; step < 100; step++) run.log(step, { a: step });
      await vi.waitFor(() => expect(notices).toHaveLength(1), 30_000);
      for (let step = 100; step < 300; step++) run.log(step, { a: step });
      raw.exec('rollback');
      raw.close();
      await run.end('finished');
      expect(await tracking.metrics(run.id)).toHaveLength(300);
      expect(notices).toEqual([expect.stringMatching(/locked .* wait in memory/)]);
    },
  );
});

describe('artifacts', () => {
  test('may have names of 255 letters, and are refused by name where they have more', async () => {
    const run = await tracking.start(job());
    await run.artifact('a'.repeat(255), '');
    const long = 'a'.repeat(300);
    await expect(run.artifact(long, '')).rejects.toMatchObject({
      code: 'NAME_TOO_LONG',
      message: expect.stringContaining(long),
    });
    await run.end('finished');
  });

  test('are replaced whole and leave nothing beside them', async () => {
    const run = await tracking.start(job());
    await run.artifact('report.txt', 'first and longer');
    await run.artifact('report.txt', 'second');
    expect(readdirSync(run.folder)).toEqual(['report.txt']);
    expect(readFileSync(join(run.folder, 'report.txt'), 'utf8')).toBe('second');
    expect((await tracking.get(run.id)).artifacts).toMatchObject([{ bytes: 6 }]);
  });

  test('that cannot be written leave nothing behind', async () => {
    const run = await tracking.start(job());
    await run.artifact('plots/a.json', '{}');
    await expect(run.artifact('plots', 'a file where a folder is')).rejects.toThrow();
    await expect(run.artifact('plots/a.json/b', '')).rejects.toThrow(coded('CANNOT_OPEN'));
    expect(readdirSync(run.folder)).toEqual(['plots']);
    expect((await tracking.get(run.id)).artifacts).toHaveLength(1);
  });

  test.each([
    ...['', '/etc/x', '../x', 'a/../../x', 'a//b', '.hidden', 'a\\b', 'a\0b'],
    ...['unrecorded.json', 'UNRECORDED.json', 'unrecorded.json/x'],
  ])('cannot be named %j', async (name) => {
    const run = await tracking.start(job());
    await expect(run.artifact(name, '')).rejects.toThrow(coded('BAD_ARTIFACT_NAME'));
  });
});

describe('starting', () => {
  test.each(['interrupted', 'failed'] as const)('goes on with a run that %s', async (status) => {
    const first = await tracking.start(job());
    first.log(1, { a: 1 });
    await first.end(status, { accuracy: 0.1 }, 'why');
    const second = await tracking.start(job('i', { command: 'again' }));
    expect([first.resumed, second.resumed]).toEqual([false, true]);
    expect([second.id, second.folder]).toEqual([first.id, first.folder]);
    const record = await tracking.get(first.id);
    expect(record).toMatchObject({ status: 'running', command: 'again' });
    expect(record).not.toHaveProperty('error');
    expect(record).not.toHaveProperty('finishedAt');
    expect(await tracking.metrics(first.id)).toHaveLength(1);
  });

  test('refuses while the run is in progress, fresh or not', async () => {
    const run = await tracking.start(job());
    const other = await open();
    for (const fresh of [false, true]) {
      await expect(other.start(job('i', { fresh }))).rejects.toThrow(coded('RUN_IN_PROGRESS'));
      await expect(other.start(job('i', { fresh }))).rejects.toThrow(`process ${process.pid} on`);
    }
    await other.close();
    await run.end('finished');
  });

  test('refuses a finished run, unless fresh', async () => {
    const first = await tracking.start(job());
    await first.end('finished');
    await expect(tracking.start(job())).rejects.toThrow(coded('RUN_FINISHED'));
    const second = await tracking.start(job('i', { fresh: true }));
    expect(second.id).not.toBe(first.id);
    expect(second.resumed).toBe(false);
    expect(await tracking.find('i')).toMatchObject({ id: second.id, status: 'running' });
    expect((await tracking.list()).map((run) => run.id)).toEqual([second.id, first.id]);
  });

  test('goes on with the newest of an identity', async () => {
    await (await tracking.start(job())).end('finished');
    const second = await tracking.start(job('i', { fresh: true }));
    await second.end('interrupted');
    const third = await tracking.start(job());
    expect([third.id, third.resumed]).toEqual([second.id, true]);
  });

  test('takes over from another host that fell silent, which then learns of it', async () => {
    const run = await tracking.start(job());
    await meanwhile(`update runs set host = 'elsewhere.invalid'`);
    await expect(tracking.start(job())).rejects.toThrow('elsewhere.invalid');
    await meanwhile(`update runs set heartbeat_at = '2020-01-01T00:00:00.000Z'`);
    expect((await tracking.get(run.id)).status).toBe('interrupted');
    const fresh = await tracking.start(job('i', { fresh: true }));
    expect((await tracking.list()).map(({ id, status }) => [id, status])).toEqual([
      [fresh.id, 'running'],
      [run.id, 'interrupted'],
    ]);
    await expect(run.end('finished')).rejects.toThrow(coded('RUN_LOST'));
    await expect(run.end('finished')).rejects.toThrow(coded('RUN_ENDED'));
    expect((await tracking.get(run.id)).status).toBe('interrupted');
  });
});

test.each(['a link', 'a dangling link', 'a file'])(
  'a run is refused where %s has the place of its folder',
  async (what) => {
    const run = await tracking.start(job());
    await run.end('interrupted');
    renameSync(run.folder, join(folder, 'elsewhere'));
    if (what === 'a file') writeFileSync(run.folder, '');
    else symlinkSync(join(folder, what === 'a link' ? 'elsewhere' : 'nowhere'), run.folder);
    await expect(tracking.start(job())).rejects.toMatchObject({
      code: 'NOT_A_FOLDER',
      message: expect.stringContaining(run.folder),
    });
    expect((await tracking.get(run.id)).status).toBe('interrupted');
  },
);

describe('a run held by a process that cannot be looked at', () => {
  const minute = 60_000;
  const inAYear = () => new Date(Date.now() + 365 * 24 * 60 * minute).toISOString();
  let holder: Tracking;
  let other: Tracking;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    holder = await open();
    other = await open();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await holder.close().catch(() => undefined); // its run may be lost
    await other.close();
  });

  /** A run that this process still records, though its row says that another process has it. */
  async function heldElsewhere(heartbeatAt: string): Promise<Run> {
    const run = await holder.start(job());
    await meanwhile(`update runs set pid_namespace = 'pid:[1]', heartbeat_at = '${heartbeatAt}'`);
    return run;
  }
  const later = (ms: number) => {
    vi.setSystemTime(Date.now() + ms);
  };
  const heartbeat = (text: string) => meanwhile(`update runs set heartbeat_at = '${text}'`);

  test('is refused, with who has it and when it may be taken over', async () => {
    await heldElsewhere(new Date(Date.now() - 2 * minute).toISOString());
    const from = new Date(Date.now() + 3 * minute).toISOString();
    const refused = other.start(job());
    await expect(refused).rejects.toThrow(coded('RUN_IN_PROGRESS'));
    await expect(refused).rejects.toThrow(`process ${process.pid} on`);
    await expect(refused).rejects.toThrow(`from ${from} on, in 3 min 0 s`);
    later(3 * minute);
    expect((await other.start(job())).resumed).toBe(true);
  });

  test('is free a lease after a heartbeat from a clock ahead was first seen', async () => {
    await heldElsewhere(inAYear());
    await expect(other.start(job())).rejects.toThrow('in 5 min 0 s');
    later(4 * minute);
    await expect(other.start(job())).rejects.toThrow('in 1 min 0 s');
    later(minute);
    expect((await other.start(job())).resumed).toBe(true);
  });

  test('stays held while heartbeats come, from a clock ahead too', async () => {
    await heldElsewhere(inAYear());
    for (let i = 0; i < 3; i++) {
      await expect(other.start(job())).rejects.toThrow('in 5 min 0 s');
      later(6 * minute);
      await heartbeat(inAYear());
    }
  });

  test('is taken over by force once its lease has passed, and its old owner learns of it', async () => {
    const run = await heldElsewhere(inAYear());
    const forced = job('i', { fresh: true });
    await expect(other.start(forced)).rejects.toThrow('in 5 min 0 s');
    later(5 * minute);
    expect((await other.start(forced)).id).not.toBe(run.id);
    expect((await other.get(run.id)).status).toBe('interrupted');
    await expect(run.artifact('a.txt', 'late')).rejects.toThrow(coded('RUN_LOST'));
    expect(readdirSync(run.folder)).toEqual([]);
  });

  test.each(['boot_id', 'pid_namespace'])('is lost to an owner with another %s', async (column) => {
    const run = await holder.start(job());
    await meanwhile(`update runs set ${column} = 'another'`);
    await expect(run.flush()).rejects.toThrow(coded('RUN_LOST'));
    expect(() => {
      run.log(1, { a: 1 });
    }).toThrow(coded('RUN_ENDED'));
  });
});

test('nothing can be recorded after the end', async () => {
  const run = await tracking.start(job());
  await run.end('finished');
  expect(() => {
    run.log(1, { a: 1 });
  }).toThrow(coded('RUN_ENDED'));
  await expect(run.end('failed')).rejects.toThrow(coded('RUN_ENDED'));
  await expect(run.artifact('a', '')).rejects.toThrow(coded('RUN_ENDED'));
  expect((await tracking.get(run.id)).status).toBe('finished');
});

test('closing writes what is buffered and leaves the run as it is', async () => {
  const run = await tracking.start(job());
  run.log(1, { a: 1 });
  await tracking.close();
  tracking = await open();
  expect(await tracking.metrics(run.id)).toHaveLength(1);
  expect((await tracking.get(run.id)).status).toBe('running');
});

test('a run’s starts each keep where they began and ended, and what they ran on', async () => {
  const first = await tracking.start(job());
  await first.truncateAfter(0);
  first.log(30, { loss: 1 });
  await first.end('interrupted');
  const second = await tracking.start(job('i', { environment: { ...environment, cores: 8 } }));
  await second.truncateAfter(20);
  second.log(40, { loss: 1 });
  await tracking.close(); // as after a kill
  tracking = await open();
  await meanwhile(
    `update runs set host = 'gone', boot_id = '', heartbeat_at = '2026-01-01T00:00:00.000Z'`,
  );
  vi.stubEnv('SINGLORA_CLUSTER_JOB', 'lab-1');
  const third = await tracking.start(job());
  vi.unstubAllEnvs();
  const { starts, environment: last } = await tracking.get(third.id);
  expect(starts).toMatchObject([
    { fromStep: 0, toStep: 30, endedAt: expect.any(String) as string, environment: { cores: 2 } },
    { fromStep: 20, toStep: 40, endedAt: '2026-01-01T00:00:00.000Z', environment: { cores: 8 } },
    { fromStep: null, toStep: null, job: { id: 'lab-1' }, environment: { cores: 2 } },
  ]);
  expect(starts[2]).not.toHaveProperty('endedAt');
  expect(last).toEqual(environment);
  await third.end('finished');
});

test('a run goes on under another identity where it is asked to, and is then of that one', async () => {
  const before = await tracking.start(job('old'));
  await before.end('interrupted');
  expect(await tracking.alike('mnli', job().config)).toMatchObject([{ id: before.id }]);
  expect(await tracking.alike('mnli', { other: 1 })).toEqual([]);
  const after = await tracking.start(job('new', { continues: before.id }));
  expect([after.id, after.resumed]).toEqual([before.id, true]);
  await after.end('finished');
  expect(await tracking.find('old')).toBeUndefined();
  expect(await tracking.find('new')).toMatchObject({ id: before.id, status: 'finished' });
});

describe('reading', () => {
  test('lists the newest first, filtered and limited', async () => {
    for (const [identity, experiment] of Object.entries({ a: 'mnli', b: 'sst2', c: 'mnli' }))
      await (await tracking.start(job(identity, { experiment }))).end('finished');
    await tracking.start(job('d'));
    const identities = async (filter: Parameters<Tracking['list']>[0]) =>
      (await tracking.list(filter)).map((run) => run.identity).join('');
    expect(await identities({})).toBe('dcba');
    expect(await identities({ experiment: 'mnli' })).toBe('dca');
    expect(await identities({ status: 'finished', limit: 2 })).toBe('cb');
    expect(await identities({ experiment: 'none' })).toBe('');
    expect(await tracking.find('none')).toBeUndefined();
  });

  test('briefly gives finished runs without their starts and files, and what is damaged of that', async () => {
    const ids: string[] = [];
    for (const identity of ['one', 'two', 'failed', 'other']) {
      const run = await tracking.start(job(identity, { experiment: identity }));
      await run.artifact('result.json', '{}');
      await run.end(identity === 'failed' ? 'failed' : 'finished', { accuracy: NaN });
      ids.push(run.id);
    }
    await meanwhile(`update runs set summary = '[]' where id = '${ids[1]}'`);
    const found: object[] = [];
    for await (const run of tracking.briefly()) found.push(run);
    const { id, experiment, status, startedAt, config, summary } = await tracking.get(ids[3] ?? '');
    const brief = { id, experiment, status, startedAt, config, summary };
    const damaged = { id: ids[1], problem: 'summary: is no object' };
    expect(found[0]).toEqual(brief);
    expect(found.slice(1)).toMatchObject([damaged, { id: ids[0], summary: { accuracy: NaN } }]);
    const one: object[] = [];
    for await (const run of tracking.briefly({ experiment: 'one' })) one.push(run);
    expect(one).toHaveLength(1);
  });

  test('gives each environment once', async () => {
    const other = { ...environment, cores: 3 };
    for (const [identity, own] of Object.entries({ a: environment, b: other, c: environment }))
      await tracking.start(job(identity, { environment: own }));
    await meanwhile(
      `update starts set environment = '{}' where run_id = (select id from runs where identity = 'c')`,
    );
    const found = await tracking.environments();
    expect(found.map(({ cores }) => cores).sort()).toEqual([2, 3]);
  });

  test('finds a run by the beginning of its id', async () => {
    const run = await tracking.start(job());
    await run.end('finished');
    await (await tracking.start(job('j'))).end('finished');
    const unbound = onPostgres
      ? 'alter table starts drop constraint starts_run_id_fkey'
      : 'pragma foreign_keys = off';
    await meanwhile(
      `${unbound}; update starts set run_id = 'ab' || (select number from runs where id = run_id); update runs set id = 'ab' || number`,
    );
    expect((await tracking.get('ab1')).identity).toBe('i');
    await expect(tracking.get('ab')).rejects.toThrow(coded('RUN_AMBIGUOUS'));
    await expect(tracking.get('ab')).rejects.toThrow(/ab2, ab1/);
    for (const id of [run.id, '', '%', 'xyz'])
      await expect(tracking.get(id)).rejects.toThrow(coded('RUN_NOT_FOUND'));
  });
});

describe('the address', () => {
  test.each(['mysql://u:secret@h/db', 'mysql://h'])('%s is refused', async (url) => {
    const opening = openTracking(url);
    await expect(opening).rejects.toThrow(coded('UNSUPPORTED_URL'));
    await expect(opening).rejects.toThrow('only SQLite and Postgres are supported');
    await expect(opening).rejects.not.toThrow('secret');
  });

  test.each(['~/runs.db', '~user/runs.db', ':memory:', 'file:///%00', 'file:///a%00b.db'])(
    '%s is no path',
    async (url) => {
      await expect(openTracking(url)).rejects.toThrow(coded('UNSUPPORTED_URL'));
    },
  );

  test.each([
    'postgres://u:se/cret@h/db',
    'postgres://u:secret@h:99999/db',
    'file:///%zz',
    'file:runs.db',
  ])('%s cannot be read, and is not shown', async (url) => {
    const error: unknown = await openTracking(url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNSUPPORTED_URL' });
    expect(inspect(error)).not.toMatch(/cret@|%zz/);
    expect(() => databaseName(url)).toThrow(coded('UNSUPPORTED_URL'));
  });

  test.skipIf(onPostgres)(
    'comes from SINGLORA_TRACKING_URL, and else is runs/runs.db here',
    async () => {
      const paths: string[] = [];
      vi.spyOn(process, 'cwd').mockReturnValue(folder);
      for (const url of [join(folder, 'b.db'), '']) {
        vi.stubEnv('SINGLORA_TRACKING_URL', url);
        const opened = await openTracking();
        paths.push(opened.path);
        await opened.close();
      }
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
      expect(paths).toEqual([join(folder, 'b.db'), path]);
    },
  );
});

describe('where several hosts record', () => {
  const artifacts = { SINGLORA_ARTIFACTS: '/shared' };

  test('a server and a shared folder are enough', () => {
    const env = { SINGLORA_TRACKING_URL: 'postgres://db/lab' };
    expect(limitsForHosts({ ...env, ...artifacts })).toEqual([]);
    expect(limitsForHosts(env)).toEqual([expect.stringContaining('SINGLORA_ARTIFACTS')]);
    expect(defaultFolder(env)).toBe(resolve('runs'));
    expect(defaultFolder({ ...env, ...artifacts })).toBe('/shared');
  });

  test('an SQLite file is for one host', () => {
    const env = { SINGLORA_TRACKING_URL: '/lab/runs.db' };
    const says = /^\/lab\/runs\.db is an SQLite file.*one host.*postgres:/;
    expect(limitsForHosts({ ...env, ...artifacts })).toEqual([expect.stringMatching(says)]);
    expect(defaultFolder(env)).toBe('/lab');
  });
});

describe('removing', () => {
  test('deletes a run with its folder, and not what a link in its place leads to', async () => {
    const [one, two] = [await tracking.start(job('1')), await tracking.start(job('2'))];
    for (const run of [one, two]) {
      await run.artifact('a.json', '1');
      await expect(tracking.remove(run.id)).rejects.toEqual(coded('RUN_IN_PROGRESS'));
      await run.end('finished');
    }
    renameSync(two.folder, join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), two.folder);
    await tracking.remove(one.id);
    await tracking.remove(two.id);
    expect(await tracking.list()).toEqual([]);
    expect(readdirSync(join(folder, 'runs'))).not.toContain(one.id);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['a.json']);
    await expect(tracking.remove(one.id)).rejects.toEqual(coded('RUN_NOT_FOUND'));
  });

  test('of artifacts is SINGLORA_ARTIFACTS, and else beside the file', async () => {
    vi.stubEnv('SINGLORA_ARTIFACTS', join(folder, 'shared'));
    const elsewhere = await openTracking(path);
    vi.unstubAllEnvs();
    const run = await elsewhere.start(job());
    await run.artifact('a.txt', 'x');
    await run.end('finished');
    await elsewhere.close();
    expect(readdirSync(join(folder, 'shared', run.id))).toEqual(['a.txt']);
    const beside = await openTracking(path);
    expect(beside.folder).toBe(onPostgres ? resolve('runs') : join(folder, 'runs'));
    await beside.close();
  });
});

test('tags and notes are kept beside a run, changed and taken away', async () => {
  const run = await tracking.start(job());
  await tracking.annotate(run.id, () => ({ tags: ['b', 'a', 'b'], note: 'Later.' }));
  expect(await tracking.get(run.id)).toMatchObject({ tags: ['a', 'b'], note: 'Later.' });
  await tracking.annotate(run.id, ({ note }) => ({ tags: [], note }));
  await run.end('finished');
  const record = await tracking.get(run.id);
  expect([record.tags, record.note]).toEqual([undefined, 'Later.']);
  await meanwhile(`update annotations set tags = '{'`);
  expect(await tracking.inspect(run.id)).toMatchObject({
    problem: expect.stringMatching(/^annotations: tags: is not JSON/) as string,
  });
  const none = { tags: [], note: '' };
  await expect(tracking.annotate(run.id, () => none)).rejects.toEqual(coded('RUN_DAMAGED'));
  await expect(tracking.annotate('ffffffffffff', () => none)).rejects.toEqual(
    coded('RUN_NOT_FOUND'),
  );
});
