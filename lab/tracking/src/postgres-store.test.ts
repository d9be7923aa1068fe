import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { dropDatabase, meanwhile, needsBackend, newDatabase } from './backend.test.support.ts';
import { bundled } from './bundled.test.support.ts';
import { openTracking, type Run, type Tracking } from './index.ts';
import { job } from './job.test.support.ts';
import {
  noPostgres,
  postgresPrograms,
  startPostgres,
  type TestServer,
} from './postgres.test.support.ts';
import { withoutSecrets } from './postgres-store.ts';

const coded = (code: string) => expect.objectContaining({ name: 'TrackingError', code }) as Error;

const folder = folderForEachTest();
let url: string;
let made: string;
const opened: Tracking[] = [];
const notices: string[] = [];
const children: ChildProcess[] = [];

needsBackend();
beforeEach(async () => {
  made = await newDatabase('');
  url = made;
});
afterEach(async () => {
  vi.useRealTimers();
  notices.length = 0;
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const tracking of opened.splice(0)) await tracking.close().catch(() => undefined);
  await dropDatabase(made);
});

async function open(at = url): Promise<Tracking> {
  const tracking = await openTracking(at, (text) => notices.push(text), folder);
  opened.push(tracking);
  return tracking;
}

describe('the database', () => {
  test('holds what SQLite holds: large steps, keys by their bytes, names with a NUL as a picture of it', async () => {
    const tracking = await open();
    const run = await tracking.start(job('i', { experiment: 'a\0b' }));
    run.log(2 ** 50, { a: 0.1, Z: -Infinity, é: 1e-300 });
    await run.end('failed', {}, 'why\0');
    const points = await tracking.metrics(run.id);
    expect(points.map(({ key, step, value }) => [key, step, value])).toEqual([
      ['Z', 2 ** 50, -Infinity],
      ['a', 2 ** 50, 0.1],
      ['é', 2 ** 50, 1e-300],
    ]);
    expect(await tracking.get(run.id)).toMatchObject({ experiment: 'a␀b', error: 'why␀' });
    expect(await tracking.count({ experiment: 'a\0b' })).toBe(1);
    await tracking.check();
  });

  test.each(['default_transaction_isolation=repeatable\\ read', 'statement_timeout=1ms'])(
    'of a server that sets %s is recorded in as elsewhere',
    async (setting) => {
      const at = `${url}&options=${encodeURIComponent(`-c ${setting}`)}`;
      const all = await Promise.all([open(at), open(at), open(at)]);
      const starts = await Promise.allSettled(all.map((tracking) => tracking.start(job())));
      const refused = starts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused).toEqual([coded('RUN_IN_PROGRESS'), coded('RUN_IN_PROGRESS')]);
    },
  );

  test('leaves other tables of the server’s database alone', async () => {
    await meanwhile(url, 'create table public.runs (title text)');
    const tracking = await open();
    await (await tracking.start(job())).end('finished');
    expect(await tracking.list()).toHaveLength(1);
  });

  test('tells once where artifacts go to a folder that other hosts may not see', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const tracking = await openTracking(url, (text) => notices.push(text), '');
    for (const identity of ['a', 'b']) await (await tracking.start(job(identity))).end('finished');
    await tracking.close();
    vi.restoreAllMocks();
    expect(notices).toEqual([expect.stringContaining(join(folder, 'runs'))]);
  });

  test('of a newer version is refused', async () => {
    await open();
    await meanwhile(url, 'update version set number = 99');
    await expect(open()).rejects.toThrow(coded('SCHEMA_NEWER'));
  });

  test('that does not exist, or cannot be reached, is named without its password', async () => {
    const missing = url.replace(/\/t\w+\?/, '/missing?');
    await expect(open(`${missing}&password=secret`)).rejects.toMatchObject({
      code: 'CANNOT_OPEN',
      message: expect.not.stringContaining('secret') as string,
    });
    vi.useFakeTimers({ toFake: ['Date'] });
    const hurry = setInterval(() => vi.setSystemTime(Date.now() + 1_000), 10);
    const nowhere = open(`postgres://u:secret@/lab?host=${folder}`.replace('@/', '@localhost/'));
    await expect(nowhere).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.not.stringContaining('secret') as string,
    });
    clearInterval(hurry);
    expect(withoutSecrets('postgres://u:secret@h:5/lab?sslmode=require')).toBe(
      'postgres://u@h:5/lab?sslmode=require',
    );
  });
});

describe('processes', async () => {
  const script = await bundled('fixtures/worker.mjs');
  /** A host with another name. */
  const elsewhere = ['unshare', '--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'];
  const hasNamespaces = spawnSync(elsewhere[0] ?? '', [...elsewhere.slice(1), 'true']).status === 0;

  function start(identity: string, steps: number, how = '', within: readonly string[] = []) {
    const [command, ...rest] = [
      ...within,
      process.execPath,
      script,
      url,
      identity,
      `${steps}`,
      how,
    ];
    const env = { ...process.env, SINGLORA_ARTIFACTS: folder };
    const child = spawn(command, rest, {
      cwd: import.meta.dirname,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const answer = async () =>
      JSON.parse((await lines.next()).value as string) as Record<string, string>;
    return { child, answer };
  }

  test('four that write 2,000 rows each lose none', async () => {
    const all = Array.from({ length: 4 }, (_, i) => start(`writer ${i}`, 1_000));
    await Promise.all(all.map(({ answer }) => answer()));
    const tracking = await open();
    const runs = await tracking.list();
    expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('finished'));
    for (const { id } of runs) {
      const points = await tracking.metrics(id);
      const steps = Array.from({ length: 1_000 }, (_, step) => step);
      expect(points.map(({ value }) => value)).toEqual([
        ...steps.map((step) => 1 / (step + 1)),
        ...steps,
      ]);
    }
  });

  test('runs are written side by side; who claims one waits for what is under way', async () => {
    const [held, free, third] = [await open(), await open(), await open()];
    const [first, second] = [await held.start(job('held')), await free.start(job('free'))];
    const order: string[] = [];
    const letGo = await holdRow(first.id);
    first.log(0, { loss: 1 });
    const written = first.flush().then(() => order.push('held run is written'));
    await someoneWaitsFor('transactionid');
    second.log(0, { loss: 2 });
    await second.flush();
    const claimed = third.start(job('new')).then(() => order.push('new run is claimed'));
    await someoneWaitsFor('advisory');
    order.push('let go');
    await letGo();
    await Promise.all([written, claimed]);
    expect(order).toEqual(['let go', 'held run is written', 'new run is claimed']);
  });

  describe.runIf(hasNamespaces)('on two hosts (needs Linux, and root to name one)', () => {
    const itsLeasePasses = () =>
      meanwhile(url, `update runs set heartbeat_at = '2020-01-01T00:00:00.000Z'`);

    test('of several that claim a run at once, one has it', async () => {
      const all = [[], elsewhere, [], elsewhere].map((within) => start('same', 5, 'wait', within));
      const answers = await Promise.all(all.map(({ answer }) => answer()));
      expect(answers.filter(({ id }) => id !== undefined)).toHaveLength(1);
      expect(answers.filter(({ code }) => code === 'RUN_IN_PROGRESS')).toHaveLength(3);
    });

    test('a dead host’s run is taken over after its lease, and goes on in its row and folder', async () => {
      const first = start('same', 5, 'wait', elsewhere);
      const { id } = await first.answer();
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');
      const early = await start('same', 3).answer();
      expect(early).toMatchObject({ code: 'RUN_IN_PROGRESS' });
      expect(early['message']).toMatch(/on elsewhere, .* it may be taken over from .* in [45] min/);
      await itsLeasePasses();
      expect(await start('same', 3).answer()).toEqual({ id });
      const [run, ...more] = await (await open()).list();
      expect(more).toEqual([]);
      expect(run).toMatchObject({ id, status: 'finished', folder: join(folder, String(id)) });
      expect(run?.starts.map(({ host }) => host === 'elsewhere')).toEqual([true, false]);
    });

    test('a host that was silent for longer than its lease records nothing more, and says why', async () => {
      const silent = start('same', 5, 'go-on', elsewhere);
      const { id } = await silent.answer();
      silent.child.kill('SIGSTOP');
      await itsLeasePasses();
      const heir = start('same', 5, 'wait');
      expect((await heir.answer())['id']).toBe(id);
      const tracking = await open();
      const before = await tracking.metrics(String(id));
      silent.child.kill('SIGCONT');
      expect(await silent.answer()).toMatchObject({ code: 'RUN_LOST' });
      expect(await tracking.metrics(String(id))).toEqual(before);
      expect((await tracking.get(String(id))).owner.pid).toBe(heir.child.pid);
      expect(readdirSync(join(folder, String(id)))).toEqual([]);
    });
  });
});

describe('a server of its own', () => {
  let server: TestServer;
  const binaries = postgresPrograms();
  beforeAll(async () => {
    if (binaries !== undefined) server = await startPostgres(binaries);
  });
  afterAll(() => server?.remove());
  beforeEach(async (context) => {
    if (binaries === undefined) context.skip(noPostgres);
    url = server.url('postgres');
    await meanwhile(url, 'drop schema if exists singlora cascade');
  });

  test('decides when a process was last heard of, also where the clock of its host is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const tracking = await open();
    const run = await tracking.start(job());
    const begun = Date.now();
    vi.setSystemTime(begun - 3_600_000);
    run.log(1, { a: 1 });
    await run.flush();
    const client = new pg.Client(url);
    await client.connect();
    const asked = client.query<{ heartbeat_at: string }>('select heartbeat_at from singlora.runs');
    const { rows } = await asked.finally(() => client.end());
    expect(Date.parse(rows[0]?.heartbeat_at ?? '')).toBeGreaterThanOrEqual(begun - 1_000);
    await run.end('finished');
  });

  test('that restarts in the middle of a run loses nothing of it', async () => {
    const tracking = await open();
    const run = await tracking.start(job());
    let restarted = Promise.resolve();
    for (let step = 0; step < 5_000; step++) {
      run.log(step, { a: step });
      if (step % 50 !== 0) continue;
      if (step === 2_500) restarted = server.stop().then(server.start);
      await run.flush();
    }
    await restarted;
    await server.stop();
    const starting = server.start();
    await run.artifact('a.txt', 'x');
    await run.end('finished', { a: 1 });
    await starting;
    const points = await tracking.metrics(run.id);
    expect(points.map(({ step, value }) => [step, value])).toEqual(
      Array.from({ length: 5_000 }, (_, step) => [step, step]),
    );
    expect(await tracking.list()).toMatchObject([
      { id: run.id, status: 'finished', summary: { a: 1 } },
    ]);
  });

  test.each([true, false])(
    'begins one run where the connection breaks at its commit (which it has heard: %s)',
    async (heard) => {
      await open();
      const proxy = await proxyTo(join(server.folder, '.s.PGSQL.5432'), heard);
      const tracking = await open(url.replace(server.folder, proxy.folder));
      proxy.arm();
      const run = await tracking.start(job());
      expect(proxy.broke()).toBe(true);
      await run.end('finished');
      expect(await tracking.list()).toMatchObject([{ id: run.id, status: 'finished' }]);
      await tracking.close();
      proxy.close();
    },
  );

  test('is reached by another connection where one falls silent', async () => {
    const waits = Socket.prototype.setTimeout;
    const hurried = vi.spyOn(Socket.prototype, 'setTimeout');
    hurried.mockImplementation(function (this: Socket, ms, done) {
      return waits.call(this, Math.min(ms, 500), done);
    });
    const proxy = await proxyTo(join(server.folder, '.s.PGSQL.5432'));
    const tracking = await open(url.replace(server.folder, proxy.folder));
    const run = await tracking.start(job());
    proxy.hush();
    run.log(1, { a: 1 });
    await run.end('finished');
    expect(await tracking.metrics(run.id)).toHaveLength(1);
    await tracking.close();
    proxy.close();
    hurried.mockRestore();
  });

  describe('that is gone', () => {
    let run: Run;
    let tracking: Tracking;
    const later = (ms: number) => {
      vi.setSystemTime(Date.now() + ms);
    };
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      tracking = await open();
      await (await tracking.start(job())).end('interrupted');
      run = await tracking.start(job());
      run.log(1, { a: 1 });
      await run.flush();
      run.log(2, { a: 2 });
      await server.stop();
    });
    afterEach(() => server.start());

    test('leaves the end of a run to the next command, with its earlier starts', async () => {
      const ending = expect(run.end('finished', { a: 2 })).rejects.toThrow(
        coded('DATABASE_UNREACHABLE'),
      );
      later(61_000);
      await ending;
      expect(readdirSync(run.folder)).toEqual(['unrecorded.json']);
      await server.start();
      const next = await open(`${url}&application_name=next`);
      await next.recordLeftBehind();
      expect(await next.get(run.id)).toMatchObject({ status: 'finished', starts: [{}, {}] });
      expect(await next.metrics(run.id)).toHaveLength(2);
      expect(readdirSync(run.folder)).toEqual([]);
    });

    test('for nearly as long as a lease makes the run stop, as another host may have it', async () => {
      await vi.waitFor(() => {
        later(5_000);
        expect(notices).toHaveLength(1); // the run writes on its own
      }, 30_000);
      expect(notices[0]).toMatch(/cannot be reached .* wait in memory/);
      run.log(3, { a: 3 });
      later(5 * 60_000);
      expect(() => {
        run.log(4, { a: 4 });
      }).toThrow(coded('RUN_LOST'));
      await expect(run.artifact('a.txt', '')).rejects.toThrow(coded('RUN_LOST'));
      await expect(run.end('finished')).rejects.toThrow(coded('RUN_LOST'));
      expect(readdirSync(run.folder)).toEqual([]);
    });
  });
});

/** Blocks all other writes of the run's row until it is released. */
async function holdRow(id: string): Promise<() => Promise<void>> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`begin; select from singlora.runs where id = '${id}' for update`);
  return () => client.end();
}

/** Waits until a process waits for a lock of this type in the database. */
async function someoneWaitsFor(lock: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await vi.waitUntil(
    async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1`,
        [lock],
      );
      return rowCount === 1;
    },
    { timeout: 60_000 },
  );
  await client.end();
}

/** A proxy socket that breaks one connection at its next commit: after the server has received it, or before. */
async function proxyTo(socket: string, heard = true) {
  const place = mkdtempSync(join(tmpdir(), 'proxy-'));
  let [armed, broken] = [false, false];
  const ends: Socket[] = [];
  const server = createServer((client) => {
    const upstream = createConnection(socket);
    ends.push(client, upstream);
    client.on('data', (data) => {
      const breaks = armed && data.includes('commit');
      if (!breaks || heard) upstream.write(data);
      if (!breaks) return;
      [armed, broken] = [false, true];
      client.pause();
      if (heard) upstream.once('data', () => client.destroy());
      else client.destroy();
    });
    upstream.on('data', (data) => client.write(data));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  server.listen(join(place, '.s.PGSQL.5432'));
  await once(server, 'listening');
  return {
    folder: place,
    arm: () => {
      armed = true;
    },
    broke: () => broken,
    /** The connections made so far stay open, and carry nothing more. */
    hush: () => {
      for (const end of ends) end.pause();
    },
    close: () => {
      for (const end of ends) end.destroy();
      server.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}
