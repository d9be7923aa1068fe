import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { meanwhile as toDatabase } from './backend.test.support.ts';
import { openTracking, type Run, type Tracking, type TrackingError } from './index.ts';
import { job } from './job.test.support.ts';

const summary = { accuracy: 0.75, loss: NaN };

const folder = folderForEachTest();
const runs = join(folder, 'runs');
let path: string;
let tracking: Tracking;
const notices: string[] = [];
const open = () => openTracking(path, (text) => notices.push(text));

beforeEach(async () => {
  path = join(runs, 'runs.db');
  notices.length = 0;
  tracking = await open();
});
afterEach(async () => {
  await tracking.close().catch(() => undefined);
});

const coded = (code: string) => expect.objectContaining({ name: 'TrackingError', code }) as Error;

const meanwhile = (statements: string) => toDatabase(path, statements);

/** A run with a written row, an artifact, and a pending row. */
async function begun(): Promise<Run> {
  const run = await tracking.start(job());
  run.log(1, { a: 1, b: Infinity });
  await run.artifact('predictions.jsonl', '{}');
  await meanwhile('pragma wal_checkpoint(truncate)'); // else the log alone could replace the whole file
  run.log(2, { a: NaN });
  return run;
}

async function failure(run: Run): Promise<TrackingError> {
  return run.end('finished', summary).then(
    () => expect.unreachable('the run was recorded'),
    (error: unknown) => error as TrackingError,
  );
}

/** Another database of this program, with its own run. */
async function another(): Promise<string> {
  const other = join(folder, 'other.db');
  const opened = await openTracking(other);
  await (await opened.start(job('j'))).end('finished');
  await opened.close();
  return other;
}

const mishaps: Record<string, () => void | Promise<void>> = {
  deleted: () => rmSync(path),
  'deleted with its log': () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix);
  },
  renamed: () => renameSync(path, `${path}.old`),
  'moved with its folder': () => renameSync(runs, join(folder, 'elsewhere')),
  'deleted with its folder': () => rmSync(runs, { recursive: true }),
  replaced: async () => renameSync(await another(), path),
  overwritten: async () => copyFileSync(await another(), path),
  emptied: () => truncateSync(path),
  'cut short': () => truncateSync(path, 4096),
  'without its log': () => rmSync(`${path}-wal`),
};

describe.each(Object.entries(mishaps))('a database that is %s', (_, mishap) => {
  test('does not take the end of a run, which is kept and recorded by the next command', async () => {
    const run = await begun();
    await mishap();
    const error = await failure(run);
    const file = join(run.folder, 'unrecorded.json');
    expect(error.code).toMatch(/^(DATABASE_VANISHED|DATABASE_DAMAGED|RUN_DELETED)$/);
    expect(error.message).toContain(file);
    expect(error.message).toContain(run.folder);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      run: { status: 'finished', summary: { accuracy: 0.75, loss: 'NaN' }, config: job().config },
    });
    // A background write may have hit the problem before the end did; then that is why it ended.
    const again = await failure(run);
    expect(['RUN_ENDED', error.code]).toContain(again.code);
    await tracking.close();

    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    tracking = await open();
    expect(notices.join()).toContain('The folders of 1 run lie beside it');
    await tracking.recordLeftBehind();
    expect(notices.join()).toContain(`Recorded run ${run.id} (finished)`);
    expect(existsSync(file)).toBe(false);
    const recorded = await tracking.get(run.id);
    expect(recorded).toMatchObject({
      ...job(),
      status: 'finished',
      summary,
      folder: run.folder,
    });
    expect(await tracking.changed(recorded)).toEqual([]);
    const points = await tracking.metrics(run.id, 'a');
    expect(points.at(-1)).toMatchObject({ step: 2, value: NaN });
  });
});

test.each(['deleted', 'moved with its folder'])(
  'a run whose database is %s is told at its next write',
  async (name) => {
    const run = await begun();
    await mishaps[name]?.();
    await expect(run.flush()).rejects.toThrow(coded('DATABASE_VANISHED'));
    await vi.waitFor(() => {
      expect(() => {
        run.log(3, { a: 1 });
      }).toThrow(coded('DATABASE_VANISHED'));
    }, 60_000);
  },
);

test('an artifact is written though the database is gone', async () => {
  const run = await begun();
  rmSync(path);
  await expect(run.artifact('result.json', '{}')).rejects.toThrow(coded('DATABASE_VANISHED'));
  expect(readdirSync(run.folder)).toContain('result.json');
});

test('all that was recorded of a run is kept where its database is deleted', async () => {
  const run = await begun();
  rmSync(path);
  await failure(run);
  await tracking.close();
  tracking = await open();
  await tracking.recordLeftBehind();
  const points = await tracking.metrics(run.id);
  expect(points.map(({ key, step, value }) => [key, step, value])).toEqual([
    ['a', 1, 1],
    ['a', 2, NaN],
    ['b', 1, Infinity],
  ]);
  expect((await tracking.get(run.id)).artifacts).toMatchObject([{ name: 'predictions.jsonl' }]);
});

test('where the file cannot be written either, the error says the numbers', async () => {
  const run = await begun();
  rmSync(runs, { recursive: true });
  writeFileSync(runs, ''); // no folder can be created here now
  expect((await failure(run)).message).toMatch(/Nor could it be kept in .*\{"accuracy":0.75,/);
});

test('a database that is vacuumed meanwhile has not vanished', async () => {
  const run = await tracking.start(job());
  for (let step = 0; step < 5_000; step++) run.log(step, { a: step });
  await run.flush();
  await run.truncateAfter(0);
  await meanwhile('pragma wal_checkpoint(truncate); vacuum; pragma wal_checkpoint(truncate)');
  await run.end('finished');
  expect((await tracking.get(run.id)).status).toBe('finished');
});

describe('a run that was left behind', () => {
  /** Leaves a run behind; afterwards the database is as before. */
  async function left(status: 'finished' | 'interrupted' = 'finished'): Promise<Run> {
    const run = await begun();
    renameSync(path, `${path}.away`);
    await expect(run.end(status)).rejects.toThrow(coded('DATABASE_VANISHED'));
    renameSync(`${path}.away`, path);
    await tracking.close();
    tracking = await open();
    return run;
  }

  test('goes into its row where the database is back', async () => {
    const run = await left();
    await tracking.recordLeftBehind();
    expect(await tracking.list()).toMatchObject([{ id: run.id, status: 'finished' }]);
    expect(await tracking.metrics(run.id)).toHaveLength(3);
  });

  test('goes on where it was interrupted', async () => {
    const run = await left('interrupted');
    await tracking.recordLeftBehind();
    const again = await tracking.start(job());
    expect([again.id, again.resumed]).toEqual([run.id, true]);
    await again.end('finished');
  });

  test('is left as it is, and said, where the run has gone on or was made anew', async () => {
    const run = await left();
    await meanwhile(`update runs set status = 'interrupted'`);
    const again = await tracking.start(job());
    await again.end('finished', { accuracy: 0.5 });
    await tracking.recordLeftBehind();
    expect(notices.join()).toMatch(/is left as it is: run .* has gone on/);
    expect((await tracking.get(run.id)).summary).toEqual({ accuracy: 0.5 });
    expect(readdirSync(run.folder)).toContain('unrecorded.json');
  });

  test('is never overwritten by a later one', async () => {
    const run = await begun();
    writeFileSync(join(run.folder, 'unrecorded.json'), 'an earlier one');
    rmSync(path);
    await failure(run);
    expect(readFileSync(join(run.folder, 'unrecorded.json-2'), 'utf8')).toBe('an earlier one');
  });

  test.each(['', 'no JSON', '{}', '[]', '{"format":1,"database":"runs.db","run":{"id":"x"}}'])(
    'but damaged (%j) is said and left',
    async (text) => {
      const run = await tracking.start(job());
      await run.end('finished');
      const file = join(run.folder, 'unrecorded.json');
      writeFileSync(file, text);
      await tracking.recordLeftBehind();
      expect(notices).toEqual([expect.stringContaining('is damaged')]);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});

describe('opening says', () => {
  /** The database is in a folder where no lingering connection of this process has anything open. */
  beforeEach(() => {
    path = join(folder, 'apart', 'runs.db');
    mkdirSync(dirname(path));
  });
  const opened = async () => {
    await (await open()).close();
    return notices.splice(0);
  };

  test('nothing of a database that is new, nor of one that exists', async () => {
    expect(await opened()).toEqual([]);
    expect(await opened()).toEqual([]);
  });

  test('once that the file was empty', async () => {
    writeFileSync(path, '');
    expect(await opened()).toEqual([expect.stringMatching(/was empty.*put back a copy/)]);
    expect(await opened()).toEqual([]);
  });

  test.each([undefined, ''])('which runs lie beside one that begins (file %j)', async (text) => {
    for (const id of ['0123456789ab', 'ba9876543210', 'not-a-run']) mkdirSync(join(path, '..', id));
    if (text !== undefined) writeFileSync(path, text);
    expect(await opened()).toEqual([expect.stringMatching(/The folders of 2 runs lie beside it/)]);
  });

  test('that a log has no database, and keeps it', async () => {
    writeFileSync(`${path}-wal`, 'a log');
    expect(await opened()).toEqual([expect.stringContaining('It is kept as')]);
    expect(readFileSync(`${path}-wal.orphan`, 'utf8')).toBe('a log');
  });

  test('that the log of a database that was not closed is missing', async () => {
    copyFileSync(join(runs, 'runs.db'), path);
    writeFileSync(`${path}-shm`, '');
    expect(await opened()).toEqual([expect.stringContaining('-wal is missing')]);
  });
});
