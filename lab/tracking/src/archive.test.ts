import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dropDatabase, needsBackend, newDatabase, onPostgres } from './backend.test.support.ts';
import {
  exportRuns,
  importRuns,
  type ListedRun,
  openArchive,
  openTracking,
  type Tracking,
} from './index.ts';
import { environment } from './job.test.support.ts';

const folder = folderForEachTest();
let tracking: Tracking;
let other: Tracking;
let file: string;

const databases: string[] = [];
async function open(name: string): Promise<Tracking> {
  const url = await newDatabase(join(folder, name, 'runs.db'));
  databases.push(url);
  return openTracking(url, undefined, join(folder, name));
}

needsBackend();
beforeEach(async () => {
  [tracking, other] = [await open('here'), await open('there')];
  file = join(folder, 'kept', 'runs.jsonl.gz');
});
afterEach(async () => {
  await tracking.close();
  await other.close();
  for (const url of databases.splice(0)) await dropDatabase(url);
});

async function start(experiment = 'mnli', identity = experiment) {
  return tracking.start({
    experiment,
    identity,
    environment,
    config: { model: '/home/ann/models/mini lm', rates: [1e-3], ramp: null, glob: 'a/b' },
    assets: [
      {
        kind: 'model',
        id: 'mini lm',
        revision: 'local',
        source: 'folder',
        origin: 'folder /home/ann/models/mini lm',
        sha256: { 'model.safetensors': 'f00d' },
      },
    ],
    command: `npx nx run experiments:${experiment} --data=/data/ann/rows '--model=/home/ann/models/mini lm' --shard=1/2`,
  });
}

async function record(experiment = 'mnli', identity = experiment): Promise<string> {
  const run = await start(experiment, identity);
  for (let step = 1; step <= 3; step++) run.log(step, { 'train/loss': 1 / step, b: NaN });
  run.log(4, { b: -Infinity });
  await run.artifact('predictions.jsonl', '{"é":1}\n');
  await run.artifact('plots/a.bin', new Uint8Array([0, 255, 10]));
  await run.end('finished', { accuracy: 0.75, finalLoss: NaN });
  return run.id;
}

const linesOf = () => gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
const write = (...lines: unknown[]) => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(file, gzipSync(`${text.join('\n')}\n`));
};
const damaged = (message: RegExp, code = 'ARCHIVE_DAMAGED') =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message),
  }) as Error;

describe('an archive', () => {
  test.each(['gz', 'br'])('.%s that a full disk cannot take is told of as such', async (ending) => {
    await record();
    const handle = await openFile('.');
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const write = vi
      .spyOn(Object.getPrototypeOf(handle) as FileHandle, 'writeFile')
      .mockRejectedValue(full);
    await handle.close();
    const path = join(folder, `runs.jsonl.${ending}`);
    await expect(exportRuns(tracking, path)).rejects.toThrow('the disk is full');
    write.mockRestore();
    expect(existsSync(path)).toBe(false);
  });

  test('brings a run to another machine as its readers see it', async () => {
    const id = await record();
    expect(await exportRuns(tracking, file)).toEqual({ exported: 1, leftOut: 0, unused: [] });
    expect(await importRuns(other, file)).toEqual({ imported: 1, present: 0, differing: [] });

    const [here, there] = [await tracking.get(id), await other.get(id)];
    const files = here.artifacts.map((artifact) => ({
      ...artifact,
      path: join(there.folder, artifact.name),
    }));
    expect(there).toEqual({
      ...here,
      config: { ...here.config, model: '…/mini lm' },
      environment: { ...environment, argv: [] },
      starts: here.starts.map((one) => ({
        ...one,
        host: '',
        pid: 0,
        job: null,
        environment: { ...environment, argv: [] },
      })),
      assets: [{ ...here.assets[0], origin: 'folder …/mini lm' }],
      command: "npx nx run experiments:mnli --data=…/rows '--model=…/mini lm' --shard=1/2",
      artifacts: files,
      folder: join(folder, 'there', id),
      owner: { host: '', pid: 0 },
    });
    expect(await other.metrics(id)).toEqual(await tracking.metrics(id));
    for (const { name, path } of files)
      expect(readFileSync(path)).toEqual(readFileSync(join(here.folder, name)));
  });

  test('keeps the order of runs, and the same runs give the same bytes', async () => {
    const ids = [await record('mnli', 'a'), await record('sst2', 'b'), await record('mnli', 'c')];
    await exportRuns(tracking, file);
    const first = readFileSync(file);
    await importRuns(other, file);
    expect((await other.list()).map(({ id }) => id)).toEqual([...ids].reverse());
    await exportRuns(other, file);
    expect(readFileSync(file).equals(first)).toBe(true);
  });

  test('holds the finished runs that are asked for', async () => {
    await record('mnli', 'a');
    await (await start('mnli', 'b')).end('failed', {}, 'loss is NaN');
    const later = await record('sst2', 'c');
    const isOf = (name: string) => (run: ListedRun) => run.experiment === name;
    expect(await exportRuns(tracking, file)).toEqual({ exported: 2, leftOut: 1, unused: [] });
    expect(await exportRuns(tracking, file, { isWanted: isOf('mnli') })).toEqual({
      exported: 1,
      leftOut: 1,
      unused: [],
    });
    await exportRuns(tracking, file, { isWanted: isOf('sst2') });
    expect(linesOf().map((line) => (JSON.parse(line) as { run: object }).run)).toMatchObject([
      { id: later },
    ]);
  });

  test('imported twice, or beside a run that is there, records nothing anew', async () => {
    await record();
    await exportRuns(tracking, file);
    expect(await importRuns(tracking, file)).toEqual({ imported: 0, present: 1, differing: [] });
    await importRuns(other, file);
    expect(await importRuns(other, file)).toEqual({ imported: 0, present: 1, differing: [] });
    expect(await other.count()).toBe(1);
  });

  test('brings runs that count as finished', async () => {
    await record();
    await exportRuns(tracking, file);
    await importRuns(other, file);
    const again = other.start({
      experiment: 'mnli',
      identity: 'mnli',
      config: {},
      environment,
      assets: [],
      command: '',
    });
    await expect(again).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  });

  test('is not written where an artifact is not what was recorded', async () => {
    const id = await record();
    const { folder: own } = await tracking.get(id);
    writeFileSync(join(own, 'plots', 'a.bin'), 'other');
    await expect(exportRuns(tracking, file)).rejects.toMatchObject({
      code: 'ARTIFACT_CHANGED',
      message: expect.stringContaining(join('plots', 'a.bin')) as string,
    });
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});

/** Cases that involve no database are run only once. */
describe.skipIf(onPostgres)('what is no archive of ours', () => {
  interface Line {
    format: number;
    run: Record<string, unknown>;
    starts: Record<string, unknown>[];
    hashes: object;
    metrics: Record<string, unknown>;
    artifacts: { name: string; sha256: string; content: object }[];
  }
  let line: Line;

  beforeEach(async () => {
    await record();
    await exportRuns(tracking, file);
    line = JSON.parse(linesOf()[0] ?? '') as Line;
  });

  const changed = (change: (line: Line) => void) => {
    const copy = structuredClone(line);
    change(copy);
    return copy;
  };

  test.each<[string, (line: Line) => void, RegExp]>([
    ['no format', (one) => delete (one as Partial<Line>).format, /format/],
    ['a field that is missing', (one) => delete one.run['config'], /run\.config/],
    ['an id that leads elsewhere', (one) => (one.run['id'] = '../../etc'), /run\.id: is no id/],
    ['a wrong environment', (one) => (one.starts[0]!['environment'] = { node: 1 }), /environment/],
    ['a field too many', (one) => (one.starts[0]!['gpu'] = 'none'), /gpu/],
    ['a run without a start', (one) => (one.starts = []), /starts: .*there is none/],
    ['an artifact elsewhere', (one) => (one.artifacts[0]!.name = '../a'), /no name of an artifact/],
    ['other bytes', (one) => (one.artifacts[0]!.content = { text: 'x' }), /SHA-256/],
    ['a name twice', (one) => one.artifacts.push(one.artifacts[0]!), /share a name/],
    [
      'a file and a folder of one name',
      (one) => one.artifacts.push({ ...one.artifacts[0]!, name: 'predictions.jsonl/a' }),
      /artifacts: have predictions\.jsonl both as a file and as a folder/,
    ],
    [
      'a long name of a file',
      (one) => (one.artifacts[0]!.name = 'a'.repeat(300)),
      /too long a name/,
    ],
    ['another result', (one) => (one.run['summary'] = { accuracy: 1 }), /summary: .*SHA-256/],
    ['a point less', (one) => (one.metrics['b'] as unknown[]).pop(), /curves: .*SHA-256/],
    ['a file less', (one) => one.artifacts.pop(), /files: .*SHA-256/],
    ['no word of hashes', (one) => delete (one as Partial<Line>).hashes, /hashes/],
    ['a metric that is none', (one) => (one.metrics['a'] = [[1, 'x', 'y']]), /metrics\.a/],
    ['deep JSON', (one) => (one.run['config'] = { a: deep(80) }), /nested deeper/],
  ])('%s is named with its line', async (_what, change, problem) => {
    write(line, changed(change));
    const message = new RegExp(`^Line 2 of .*${problem.source}`);
    await expect(importRuns(other, file)).rejects.toThrow(damaged(message));
    expect(await other.count()).toBe(1);
  });

  test.each([
    [3, /it has version 3, and only 4 is read; commit [0-9a-f]{12} of this project reads earlier/],
    [5, /it has version 5, and only 4 is read; a later commit of this project reads it/],
  ])('version %i is named with its line, and what reads it', async (format, message) => {
    write(line, { ...line, format });
    await expect(importRuns(other, file)).rejects.toThrow(damaged(message, 'ARCHIVE_OUTDATED'));
  });

  const deep = (levels: number): unknown => (levels === 0 ? 0 : [deep(levels - 1)]);

  test('broken JSON, an empty line, a cut file, another file', async () => {
    write('{"format":');
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/^Line 1 .*is not JSON/));
    write(line, '', line);
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/^Line 2 .*is not JSON/));
    writeFileSync(file, gzipSync(JSON.stringify(line)));
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/^Line 1 .*cut short/));
    write(line);
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/cut short/));
    writeFileSync(file, JSON.stringify(line));
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/not gzip/));
    const missing = importRuns(other, join(folder, 'none.jsonl.gz'));
    await expect(missing).rejects.toMatchObject({ code: 'CANNOT_OPEN' });
    await expect(importRuns(other, folder)).rejects.toMatchObject({ code: 'CANNOT_OPEN' });
  });

  test('a line without end is not read to its end', async () => {
    writeFileSync(file, gzipSync(Buffer.alloc(33 << 20, ' '), { level: 1 }));
    await expect(importRuns(other, file)).rejects.toThrow(damaged(/more than 33554432 bytes/));
  });

  /** The line with text in place of a value. */
  const withText = (change: (line: Line, mark: string) => void, text: string) =>
    JSON.stringify(changed((one) => change(one, '@@'))).replace('"@@"', () => text);
  const many = (count: number, each: string) => `[${`${each},`.repeat(count - 1)}${each}]`;

  test.each<[string, () => string, RegExp]>([
    [
      'more objects than there is memory for',
      () => withText((one, mark) => (one.run['config'] = { a: mark }), many(250_000, '{"a":1}')),
      /holds 75\d{4} names and values, too many: there is room for 5\d{5}/,
    ],
    [
      'more points than there is memory for',
      () =>
        withText(
          (one, mark) => (one.metrics = { a: mark }),
          many(150_000, '[1,0.5,"2026-01-01T00:00:00Z"]'),
        ),
      /holds 60\d{4} names and values/,
    ],
    [
      'deeper JSON than any stack',
      () => withText((one, mark) => (one.run['config'] = { a: mark }), deepText(1e6)),
      /at most 100 levels/,
    ],
    [
      'many wrong points, of which the first is told',
      () => withText((one, mark) => (one.metrics = { a: mark }), many(150_000, '[]')),
      /metrics\.a\.0: [^;]*$/,
    ],
    [
      'a long command',
      () => JSON.stringify(changed((one) => (one.run['command'] = ' '.repeat(9e6)))),
      /run: has more text than 8388608/,
    ],
    [
      'a metric with a long name',
      () => JSON.stringify(changed((one) => (one.metrics['a'.repeat(1e6)] = []))),
      /metrics: has a name of more than 1000 characters/,
    ],
    [
      'a name with control characters, escaped',
      () => JSON.stringify(changed((one) => (one.metrics['\u001b[2J'] = 1))),
      /metrics\.\\u\{1b\}\[2J: is no list/,
    ],
  ])('%s', async (_what, text, problem) => {
    write(text());
    await expect(importRuns(other, file)).rejects.toThrow(damaged(problem));
    expect(await other.count()).toBe(0);
  });

  const deepText = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
});

test.skipIf(onPostgres)('a run with more values than are read again is not exported', async () => {
  const run = await start();
  await run.artifact('values.json', '[1]');
  await run.end('finished', Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [i, 1])));
  await expect(exportRuns(tracking, file)).rejects.toMatchObject({
    code: 'RUN_TOO_LARGE',
    message: expect.stringMatching(/holds 600\d{3} names and values/) as unknown,
  });
});

test('artifacts of any size follow their run in lines of their own', async () => {
  const content = Buffer.alloc((7 << 20) + 1, 'adapter');
  const run = await start();
  await run.artifact('a.json', '{}');
  await run.artifact('adapter/model.safetensors', content);
  await run.artifact('rows.jsonl', '0.123456789\n'.repeat(200_000));
  await run.end('finished', {});
  await record('later');
  await exportRuns(tracking, file, { digits: 4 });
  expect(linesOf()).toHaveLength(1 + 3 + 1 + 1);
  const both = { imported: 2, present: 0, differing: [] };
  expect(await importRuns(other, file)).toEqual(both);
  expect(await importRuns(tracking, file)).toEqual({ ...both, imported: 0, present: 2 });
  const { artifacts, folder: own } = await other.get(run.id);
  expect(artifacts.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.json', 2],
    ['adapter/model.safetensors', content.length],
    ['rows.jsonl', 200_000 * '0.1235\n'.length],
  ]);
  expect(readFileSync(join(own, 'adapter/model.safetensors')).equals(content)).toBe(true);
});

test('an artifact of more than a line may hold is exported', async () => {
  const run = await start();
  await run.artifact('pictures.png', Buffer.alloc(50 << 20, 255));
  await run.end('finished', {});
  await exportRuns(tracking, file);
  await importRuns(other, file);
  expect((await other.get(run.id)).artifacts).toMatchObject([{ bytes: 50 << 20 }]);
});

describe.skipIf(onPostgres)('an artifact beside its run', () => {
  let lines: string[];
  beforeEach(async () => {
    const run = await start();
    await run.artifact('adapter.bin', Buffer.alloc(4 << 20, 1));
    await run.end('finished', {});
    await exportRuns(tracking, file);
    lines = linesOf();
  });

  test.each<[string, () => unknown[], RegExp]>([
    ['that is cut short', () => lines.slice(0, 2), /^Line 3 .*is missing/],
    ['with a run in its midst', () => [lines[0], lines[0]], /^Line 2 .*no part of an artifact/],
    ['with other bytes', () => [lines[0], lines[1], { base64: 'AAAA' }], /^Line 3 .*SHA-256/],
  ])('%s is named, and nothing is left', async (_what, changed, problem) => {
    write(...changed());
    await expect(importRuns(other, file)).rejects.toThrow(damaged(problem));
    expect(await other.count()).toBe(0);
    expect(readdirSync(other.folder).filter((name) => !name.startsWith('runs.db'))).toEqual([]);
  });
});

test('metrics may be named as what every object has', async () => {
  const run = await start();
  run.log(1, { constructor: 1, toString: 2 });
  await run.end('finished', {});
  await exportRuns(tracking, file);
  await importRuns(other, file);
  expect((await other.metrics(run.id)).map(({ key }) => key)).toEqual(['constructor', 'toString']);
});

describe('an archive in Brotli', () => {
  const brotli = () => join(folder, 'kept', 'runs.jsonl.br');

  test('has what one in gzip has, and is read by its name', async () => {
    await record();
    await exportRuns(tracking, file);
    await exportRuns(tracking, brotli());
    const text = gunzipSync(readFileSync(file));
    expect(brotliDecompressSync(readFileSync(brotli()))).toEqual(text);
    expect(await importRuns(other, brotli())).toEqual({ imported: 1, present: 0, differing: [] });
    expect(await importRuns(other, file)).toEqual({ imported: 0, present: 1, differing: [] });
  });

  test('that is cut short or none is named', async () => {
    await record();
    await exportRuns(tracking, brotli());
    const bytes = readFileSync(brotli());
    writeFileSync(brotli(), bytes.subarray(0, -20));
    await expect(importRuns(other, brotli())).rejects.toThrow(damaged(/not Brotli|cut short/));
    writeFileSync(brotli(), gzipSync('a'));
    await expect(importRuns(other, brotli())).rejects.toThrow(damaged(/not Brotli/));
  });
});

test('an archive keeps points of each metric that are as many steps apart as it is told', async () => {
  const run = await start();
  for (let step = 1; step <= 10; step++)
    run.log(step, {
      loss: step,
      ...(step < 4 && { rate: 1 }),
      ...(step % 5 === 0 && { 'dev/loss': step }), // far enough apart: all are kept
    });
  await run.end('finished', {});
  await exportRuns(tracking, file, { every: 4 });
  await importRuns(other, file);
  const [{ id } = { id: '' }] = await other.list();
  const kept = (await other.metrics(id)).map(({ key, step }) => `${key} ${step}`);
  expect(kept.sort()).toEqual([
    ...['dev/loss 10', 'dev/loss 5'],
    ...['loss 1', 'loss 10', 'loss 5', 'loss 9'],
    ...['rate 1', 'rate 3'],
  ]);
});

test('an archive keeps tags and notes', async () => {
  const id = await record();
  await record('plain');
  await tracking.annotate(id, () => ({ tags: ['figure-2', 'a', 'a'], note: 'é' }));
  await exportRuns(tracking, file);
  await importRuns(other, file);
  expect(await other.get(id)).toMatchObject({ tags: ['a', 'figure-2'], note: 'é' });
  const [line = ''] = linesOf();
  const { format, hashes } = JSON.parse(line) as { format: number; hashes: object };
  expect([format, Object.keys(hashes)]).toEqual([4, ['summary', 'curves', 'files']]);
});

test('an archive leaves out the artifacts that it is told to', async () => {
  const run = await start();
  await run.artifact('predictions.holdout.jsonl', '{}');
  await run.artifact('result.json', '{}');
  await run.artifact('adapter/README.md', '');
  await run.artifact('adapter.json', '{}');
  await run.end('finished', {});
  const without = ['predictions.holdout.jsonl', 'adapter', 'adapt'];
  const { unused } = await exportRuns(tracking, file, { without });
  expect(unused).toEqual(['adapt']);
  await importRuns(other, file);
  const [recorded] = await other.list();
  expect(recorded?.artifacts.map(({ name }) => name)).toEqual(['adapter.json', 'result.json']);
});

test('an archive keeps as many digits as it is told to, of curves and of JSON, and every digit of the summary', async () => {
  const run = await start();
  run.log(1, { loss: 0.123456789, bytes: 123456789 });
  await run.artifact('result.json', '{"a": [1.23456789e-7, 123456789, "1.23456789"]}');
  await run.artifact('rows.jsonl', '{"b":0.66666666}\n{"b":2}\n');
  await run.artifact('notes.txt', '0.123456789');
  await run.artifact('broken.json', '{0.123456789');
  await run.end('finished', { score: 0.123456789 });
  await exportRuns(tracking, file, { digits: 4 });
  await importRuns(other, file);
  const [recorded] = await other.list();
  const { id, artifacts, summary } = recorded!;
  const read = (name: string) =>
    readFileSync(artifacts.find((one) => one.name === name)!.path, 'utf8');
  expect(summary).toEqual({ score: 0.123456789 });
  expect((await other.metrics(id)).map(({ value }) => value)).toEqual([123456789, 0.1235]);
  expect(JSON.parse(read('result.json'))).toEqual({ a: [1.235e-7, 123456789, '1.23456789'] });
  expect(read('rows.jsonl')).toBe('{"b":0.6667}\n{"b":2}\n');
  expect(read('notes.txt')).toBe('0.123456789');
  expect(read('broken.json')).toBe('{0.123456789');
});

describe('an opened archive', () => {
  test('is a database of its runs alone, gone once it is closed', async () => {
    const id = await record();
    await exportRuns(tracking, file);
    const opened = await openArchive(file);
    const [run] = await opened.list();
    expect(run).toMatchObject({ id, config: { rates: [1e-3] } });
    expect(existsSync(run!.artifacts[0]!.path)).toBe(true);
    await opened.close();
    expect(existsSync(opened.path)).toBe(false);
  });

  test('says what is wrong with one that is not there', async () => {
    await expect(openArchive(file)).rejects.toMatchObject({ code: 'CANNOT_OPEN' });
  });
});
