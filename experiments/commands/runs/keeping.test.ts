import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writerTag } from '@singlora/core/disk';
import Libsql from 'libsql';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { root } from '../../testing/run-command.ts';
import { change, runs, runsAt, useRuns } from './runs.test.support.ts';

const at = useRuns();
beforeEach(() => vi.stubEnv('XDG_CACHE_HOME', join(at.folder, 'cache')));
const folderOf = (id = '') => join(at.folder, id);
const query = (text: string) => {
  const database = new Libsql(join(at.folder, 'runs.db'));
  const rows = database.prepare(text).all();
  database.close();
  return rows as Record<string, unknown>[];
};

describe('rm', () => {
  const answering = (answer: string) => ({ ask: () => Promise.resolve(answer) });

  test('asks, and deletes a run with all that is recorded and its files', async () => {
    const [first = ''] = at.ids;
    const kept = await runsAt(answering('n'), 'rm', first);
    expect(kept.out).toMatch(/Nothing was deleted\.$/);
    expect(existsSync(folderOf(first))).toBe(true);
    const { code, out } = await runsAt(answering('y'), 'rm', first.slice(0, 8));
    expect([code, out]).toEqual([0, expect.stringMatching(/Deleted 1 run, 7 B\.$/)]);
    expect(existsSync(folderOf(first))).toBe(false);
    for (const table of ['metrics', 'starts', 'artifacts'])
      expect(query(`select * from ${table} where run_id = '${first}'`)).toEqual([]);
    expect(query('select id from runs')).toHaveLength(3);
  });

  test('takes those that hold conditions, and no answer with --yes', async () => {
    await runs('rm', '--where', 'status=finished,failed', '--yes');
    expect(query('select status from runs')).toEqual([{ status: 'running' }]);
    expect((await runs('rm', '--status=failed', '--yes')).out).toBe('There are no such runs.');
  });

  test('deletes nothing without a terminal, or of a run in progress, or of no run that is named', async () => {
    const [first = '', , , running = ''] = at.ids;
    expect((await runs('rm', first)).err).toMatch(/Nothing was deleted; confirm with --yes/);
    const both = await runs('rm', first, running, '--yes');
    expect([both.code, both.err]).toEqual([
      2,
      expect.stringMatching(/in progress\. Stop it first/),
    ]);
    expect((await runs('rm', '--yes')).err).toMatch(/Say which runs/);
    expect((await runs('rm', first, '--status=failed')).err).toMatch(/either by their ids/);
    expect((await runs('rm', '--status=failed', '--where= ', '--yes')).err).toMatch(/is empty/);
    expect(query('select id from runs')).toHaveLength(4);
  });

  test('deletes a damaged run', async () => {
    query(`update runs set assets = 'x' where id = '${at.ids[0]}' returning id`);
    await runs('rm', at.ids[0] ?? '', '--yes');
    expect(query('select id from runs')).toHaveLength(3);
  });
});

describe('gc', () => {
  test('deletes checkpoints of finished runs alone, and names folders of no run', async () => {
    for (const id of at.ids) {
      mkdirSync(join(folderOf(id), 'checkpoint'));
      writeFileSync(join(folderOf(id), 'checkpoint', 'moments'), 'x'.repeat(1_000));
    }
    mkdirSync(folderOf('0123456789ab'));
    writeFileSync(join(folderOf('0123456789ab'), 'adapter'), 'xx');
    expect((await runs('gc')).err).toMatch(/the checkpoints of 2 finished runs, 2\.0 kB/);
    const { out } = await runs('gc', '--yes');
    expect(out).toMatch(/^Deleted the checkpoints of 2 finished runs, 2\.0 kB\.$/m);
    expect(out).toMatch(/1 folders in .* belong to no run of this database, 2 B: 0123456789ab/);
    expect(at.ids.map((id) => readdirSync(folderOf(id)))).toEqual([
      ['predictions.json'],
      ['predictions.json'],
      ['checkpoint'],
      ['checkpoint'],
    ]);
    expect((await runs('gc')).out).toMatch(/^No finished run has a checkpoint\.$/m);
  });

  test('deletes repetitions that nothing used for two days, and what dead imports left', async () => {
    for (const [id, days] of [
      ['0123456789ab', 3],
      ['0123456789cd', 0],
    ] as const) {
      const file = join(folderOf('repeats'), id, 'runs.db');
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, 'xx');
      const used = new Date(Date.now() - days * 86_400_000);
      utimesSync(file, used, used);
    }
    const dead = `.0123456789ab.${writerTag(2 ** 22 + 1)}.partial`;
    mkdirSync(folderOf(dead));
    const { out } = await runs('gc', '--yes');
    expect(out).toMatch(/^Deleted 1 repetitions of runs, 2 B, that nothing used for two days\.$/m);
    expect(readdirSync(folderOf('repeats'))).toEqual(['0123456789cd']);
    expect(existsSync(folderOf(dead))).toBe(false);
  });
});

describe('gc of caches', () => {
  const cached = (name: string) => join(at.folder, 'cache', 'singlora', name);
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  const keep = (name: string, age: number) => {
    mkdirSync(join(cached(name), '..'), { recursive: true });
    writeFileSync(cached(name), 'x'.repeat(1_000));
    utimesSync(cached(name), days(age), days(age));
  };
  beforeEach(() => {
    for (const name of ['states/old', 'states/made', 'class-pictures/key/dog/1.png', 'wheels/w'])
      keep(name, 9);
    keep('states/new', 0);
    keep('states/made.lock', 0);
  });
  const left = () =>
    readdirSync(cached(''), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  test('are named with what they take, and kept', async () => {
    const { out } = await runs('gc');
    expect(out).toMatch(/^ {2}states: 2\.0 kB, 1\.0 kB of it unused for two days/m);
    expect(out).toMatch(/^--caches deletes 2 of them, 2\.0 kB, that nothing used for two days\.$/m);
    expect(left()).toHaveLength(6);
  });

  test('are deleted after asking, but for what is in use, in the making or fetched', async () => {
    expect((await runsAt({ ask: () => Promise.resolve('n') }, 'gc', '--caches')).out).toMatch(
      /^Nothing was deleted\.$/m,
    );
    expect(left()).toHaveLength(6);
    expect((await runs('gc', '--caches', '--yes')).out).toMatch(/^Deleted 2 of them, 2\.0 kB/m);
    expect(left()).toEqual(['made', 'made.lock', 'new', 'w']);
  });
});

describe('verify', () => {
  test('counts what is there', async () => {
    expect((await runs('verify')).out).toMatch(/4 runs, 6 points of curves and 2 files\.$/);
  });

  test('names files that are gone or changed', async () => {
    const [first = '', second = ''] = at.ids;
    writeFileSync(join(folderOf(first), 'predictions.json'), '[0,1,3]');
    rmSync(folderOf(second), { recursive: true });
    const { code, err } = await runs('verify');
    expect(code).toBe(1);
    const lines = err.split('\n');
    expect(lines).toContain(
      `Run ${first}: predictions.json is not what was recorded: its SHA-256 is another.`,
    );
    expect(err).toMatch(new RegExp(`Run ${second}: predictions.json cannot be read: ENOENT`));
    expect(lines.at(-1)).toMatch(/not sound: of 4 runs/);
  });

  test.each([
    [`update runs set summary = json_set(summary, '$.steps', 7)`, 'its result is'],
    [`update metrics set value = 0.4 where step = 2`, 'its curves are'],
    [`delete from metrics where step = 3`, 'its curves are'],
    [`delete from artifacts`, 'the list of its files is'],
  ])('names a finished run after: %s', async (edit, part) => {
    change(edit);
    const { code, err } = await runs('verify');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        `Run ${at.ids[0]}: ${part} not what was recorded when it finished.\n`,
      ),
    ]);
    const file = join(at.folder, 'runs.jsonl.gz');
    expect((await runs('export', file)).err).toMatch(
      /cannot be exported: .* not what was recorded/,
    );
    expect(existsSync(file)).toBe(false);
  });

  test('says how many runs of an older version have no hashes, and finds results that are not those of predictions', async () => {
    await runs('import', join(root, 'results/mnli.jsonl.br'));
    expect(await runs('verify')).toEqual({
      code: 0,
      out: expect.stringMatching(/is sound\. .* \d+ finished runs are not hashed/),
      err: '',
    });
    const hasVersion = (version: number) =>
      change(`update runs set config = json_set(config, '$.version', ${version})`);
    hasVersion(2);
    const differs = /its configuration differs from what is read \(version: 2, and only 3 is read/;
    expect((await runs('verify')).out).toMatch(differs);
    const { out } = await runs('list', '--experiment=mnli');
    expect(out).toMatch(/ mnli +outdated /);
    expect(out.match(new RegExp(differs, 'g'))).toHaveLength(1);
    hasVersion(3);
    const ofPredictions = `from artifacts where name = 'predictions.validation_matched.jsonl'`;
    const [{ run_id: id } = {}] = query(`select run_id ${ofPredictions}`);
    change(
      `update runs set summary = json_set(summary, '$."validation_matched/accuracy"', 0.99) where id = '${String(id)}'`,
    );
    const { code, err } = await runs('verify');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/scores 0\.\d+ by accuracy, and the run recorded 0\.99\.$/m),
    ]);
  });
});

describe('tag and note', () => {
  test('are shown, and found again', async () => {
    const [first = ''] = at.ids;
    await runs('tag', first, 'figure-2', 'kept');
    const { out } = await runs('note', first, 'Rate too high');
    expect(out).toBe(`Run ${first}: tags figure-2, kept; Rate too high.`);
    const found = await runs('--where', 'tags=kept');
    expect(found.out.split('\n')).toHaveLength(2);
    expect(found.out).toMatch(/ #figure-2 #kept /);
    expect((await runs('show', first)).out).toMatch(
      /^ +tags +figure-2, kept\n +note +Rate too high$/m,
    );
    await runs('tag', first, 'kept', '--remove');
    expect((await runs('note', first, '--remove')).out).toBe(`Run ${first}: tags figure-2.`);
  });

  test('a note of several words needs no quotes, and one of none is wrong usage', async () => {
    const { out } = await runs('note', at.ids[0] ?? '', 'too', 'high');
    expect(out).toMatch(/: too high\.$/);
    for (const none of [[], [''], [' ', '']])
      expect((await runs('note', at.ids[0] ?? '', ...none)).err).toMatch(
        /Give the text of the note/,
      );
    expect((await runs('show', at.ids[0] ?? '')).out).toMatch(/^ +note +too high$/m);
  });

  test('a tag is a word', async () => {
    const { code, err } = await runs('tag', at.ids[0] ?? '', 'two words');
    expect([code, err]).toEqual([2, expect.stringMatching(/"two words" is no tag/)]);
  });
});
