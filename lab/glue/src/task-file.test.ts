import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { predictionLines, submission } from './predictions.ts';
import { rowReader } from './row.ts';
import { loadRows } from './rows.ts';
import { openTask } from './task-file.ts';

const folder = folderForEachTest();

const sound = {
  title: 'Film reviews',
  files: { train: 'train.csv', dev: 'dev.csv' },
  columns: { texts: ['text'], label: 'mood' },
  labels: ['bad', 'good'],
  metrics: ['accuracy', 'f1'],
};
const lines = 'text,mood\nfine,good\ndull,bad\n';
const idLines = 'id,text,mood\n0,fine,good\n1,dull,bad\n';
const numbered = { 'train.csv': idLines, 'dev.csv': idLines };

async function put(changes: object = {}, files: Record<string, string> = {}) {
  const all = { 'train.csv': lines, 'dev.csv': lines, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  const json = JSON.stringify({ ...sound, ...changes });
  const deep = '['.repeat(5000) + ']'.repeat(5000);
  await writeFile(join(folder, 'mine.json'), json.replace('"DEEP"', deep));
  return join(folder, 'mine.json');
}
const open = async (...given: Parameters<typeof put>) => openTask(await put(...given));
const load = async (...given: Parameters<typeof put>) =>
  loadRows(await open(...given), { test: true });

describe('a task that a file describes', () => {
  it('has the labels, metrics and splits that it says, and rows beside the file', async () => {
    const { task, train, dev, asset } = await load();
    expect(task).toMatchObject({ name: 'Film reviews', objective: 'classification' });
    expect(train).toEqual([
      { a: 'fine', label: 1, index: 0 },
      { a: 'dull', label: 0, index: 1 },
    ]);
    expect(Object.keys(dev)).toEqual(['dev']);
    expect(asset).toMatchObject({ id: 'Film reviews', source: 'folder' });
    expect(Object.keys(asset.sha256)).toEqual(['description', 'train.csv', 'dev.csv']);
    expect(asset.standIn).toBeUndefined();
  });

  it('is of these bytes where its name says so', async () => {
    const path = await put();
    const { describedIn = '' } = openTask(path);
    expect(describedIn).toMatch(/mine\.json#sha256=[0-9a-f]{64}$/);
    expect(openTask(describedIn)).toEqual(openTask(path));
    await put({ describes: 'Something else.' });
    expect(() => openTask(describedIn)).toThrow(/has changed: its SHA-256 is/);
  });

  it('leaves out undecided rows, also where their label is -1, as a text or as a number', async () => {
    const changes = { undecided: '-1', files: { train: 'train.jsonl', dev: 'dev.csv' } };
    const rows = ['good', -1, 'bad'].map((mood) => JSON.stringify({ text: 'x', mood }));
    const files = { 'train.jsonl': rows.join('\n'), 'dev.csv': `${lines}odd,-1\n` };
    const { train, dev } = await load(changes, files);
    expect(train.map(({ index }) => index)).toEqual([0, 2]);
    expect(dev['dev']).toHaveLength(2);
  });

  it('has the class names that a parquet file declares, however its ending is written', async () => {
    const fixture = join(import.meta.dirname, 'fixtures/names-in-another-order.parquet');
    for (const name of ['train.PARQUET', 'dev.Parquet'])
      await copyFile(fixture, join(folder, name));
    const { train } = await load({
      files: { train: 'train.PARQUET', dev: 'dev.Parquet' },
      columns: { texts: ['premise', 'hypothesis'], label: 'label' },
      labels: [
        ['entailment', 0],
        ['neutral', 1],
        ['contradiction', 2],
      ],
      metrics: ['accuracy'],
    });
    expect(train.map(({ label }) => label)).toEqual([0, 1, 2, 0]);
  });

  it('reads ids by the names that a file declares, where the task has these, be they numbers', async () => {
    const task = await open({ labels: [1, 2] });
    const read = (names: readonly string[], moods: readonly number[]) => {
      const reader = rowReader(task, [task.columns], { where: 'x.parquet', test: false, names });
      moods.forEach((mood, at) => reader.take({ text: 'fine', mood }, `row ${at}`, at));
      return reader.end().rows.map(({ label }) => label);
    };
    expect(read(['1', '2'], [0, 1, 1])).toEqual([0, 1, 1]);
    expect(read(['bad', 'good'], [1, 2, 2])).toEqual([0, 1, 1]);
  });

  it('is called as its file where it says no title', async () => {
    expect((await open({ title: undefined })).name).toBe('mine');
  });

  it('is the same where only titles, metrics and paths change, and not where labels do', async () => {
    const { sha256 } = await open();
    const alike = { title: 'X', metrics: ['matthews'], files: { train: 'a.csv', dev: 'b.csv' } };
    expect((await open(alike)).sha256).toBe(sha256);
    expect((await open({ labels: ['good', 'bad'] })).sha256).not.toBe(sha256);
  });

  it('has scores, ids and prompts, in a table without a header', async () => {
    const { train } = await load(
      {
        columns: { texts: [1, 2], label: 3, id: 0 },
        labels: undefined,
        range: [-1, 1],
        metrics: ['pearson'],
        prompts: ['First: {}', '{}?'],
        files: { train: { path: 'train.tsv' }, dev: 'dev.tsv' },
      },
      { 'train.tsv': 'x-1\tA "b.\tC\t-1\n7\tD\tE\t0.5\n', 'dev.tsv': '1\tA\tB\t0\n' },
    );
    expect(train).toEqual([
      { a: 'First: A "b.', b: 'C?', label: -1, index: 'x-1' },
      { a: 'First: D', b: 'E?', label: 0.5, index: '7' },
    ]);
  });

  it('keeps ids with zeros in front', async () => {
    const files = {
      'train.csv': 'id,text,mood\n007,a,bad\n7,b,good\n',
      'dev.csv': 'id,text,mood\n7,a,bad\n',
    };
    const { train, dev } = await load({ columns: { ...sound.columns, id: 'id' } }, files);
    expect(train.map(({ index }) => index)).toEqual(['007', '7']);
    expect(dev['dev']?.[0]?.index).toBe(7);
  });

  it('takes the whole numbers of parquet that are beyond a number’s as ids', async () => {
    const { task } = await load({ columns: { ...sound.columns, id: 'id' } }, numbered);
    const reader = rowReader(task, [task.columns], { where: 'x.parquet', test: false });
    reader.take({ id: 12345678901234567890n, text: 'a', mood: 'bad' }, 'row 0', 0);
    reader.take({ id: 3, text: 'b', mood: 'good' }, 'row 1', 1);
    expect(reader.end().rows.map(({ index }) => index)).toEqual(['12345678901234567890', '3']);
    const odd = () => reader.take({ id: 4, text: 2n ** 60n, mood: 'bad' }, 'row 2', 2);
    expect(odd).toThrow(/column "text" is "1152921504606846976", which is not text/);
  });

  it('takes no label for the class "null"', async () => {
    const changes = { labels: ['null', 'good'], files: { train: 'train.jsonl', dev: 'dev.csv' } };
    const files = { 'train.jsonl': '{"text":"x","mood":null}', 'dev.csv': 'text,mood\nx,null\n' };
    await expect(load(changes, files)).rejects.toThrow(/line 1: there is no label/);
  });

  it('has whole numbers as labels, which are no positions, and labels of several spellings', async () => {
    const files = { 'train.csv': 'text,mood\na,3\nb,1\n', 'dev.csv': 'text,mood\na,2\n' };
    const { train } = await load({ labels: [1, 2, 3], metrics: ['accuracy'] }, files);
    expect(train.map(({ label }) => label)).toEqual([2, 0]);
    const several = [
      [1, 'one'],
      ['several', 2, 3],
    ];
    expect((await load({ labels: several }, files)).train.map(({ label }) => label)).toEqual([
      1, 0,
    ]);
  });

  it('predicts a test split, in the order of the file', async () => {
    const files = { ...sound.files, test: 'test.csv' };
    const columns = { ...sound.columns, id: 'id' };
    const numbered = 'id,text,mood\nb,fine,good\na,dull,bad\n';
    const own = { 'train.csv': numbered, 'dev.csv': numbered, 'test.csv': 'id,text\nz,so\ny,la\n' };
    const { task, test } = await load({ files, columns }, own);
    const rows = test['test']!;
    expect(submission(task, 'test', rows, [1, 0])).toEqual({
      file: 'Film_reviews.tsv',
      text: 'index\tprediction\nz\tgood\ny\tbad\n',
    });
    expect(predictionLines(task, rows, [1, 0])).toMatch(/^{"index":"z","predicted":"good"}\n/);
  });

  it('says where there is nothing to learn', async () => {
    const notices: string[] = [];
    const path = await put({}, { 'train.csv': 'text,mood\nfine,good\n' });
    await loadRows(openTask(path), { onNotice: (line) => notices.push(line) });
    expect(notices).toEqual([expect.stringMatching(/train\.csv have the same label/)]);
  });
});

describe('refuses', () => {
  it.each([
    [{ lables: [] }, /Unrecognized key: "lables"/],
    [{ title: 'MNLI' }, /title: MNLI is a task of GLUE/],
    [{ title: '../x' }, /title: say it in letters/],
    [{ files: { train: 'train.csv' } }, /files: there is no validation or dev file/],
    [{ files: { train: 'a.csv', dev: 'a.csv' } }, /files: a\.csv is given for two splits/],
    [{ files: { train: 'a.csv', dev: './a.csv' } }, /files: a\.csv is given for two splits/],
    [
      { files: { train: ['a.csv', 'b.csv'], dev: 'c.csv' } },
      /files\.train: name one file; of several only one would be read/,
    ],
    [
      { files: { train: 'a.csv', valid: 'b.csv' } },
      /files\.valid: say train, validation, dev or test/,
    ],
    [
      { columns: { texts: ['text', 'text'], label: 'l' } },
      /columns: the same column is named twice/,
    ],
    [{ columns: { texts: ['text', 1], label: 'l' } }, /columns: name all columns, or say/],
    [{ labels: ['bad'] }, /labels: Too small/],
    [{ labels: Array.from({ length: 10_001 }, (_, i) => i) }, /labels: Too big: .*<=10000/],
    [{ labels: Array.from({ length: 900 }, () => null) }, /and \d+ more/],
    [{ prompts: 'DEEP' }, /it is not JSON of at most 100 levels/],
    [{ labels: ['bad', 'bad'] }, /labels: the same label is there twice/],
    [{ labels: undefined }, /labels: give either labels, or the range/],
    [{ range: [0, 1] }, /labels: give either labels, or the range/],
    [{ metrics: ['pearson'] }, /metrics: pearson is for scores/],
    [{ labels: ['a', 'b', 'c'] }, /metrics: f1 is for two labels/],
    [{ prompts: ['a: {}', 'b: {}'] }, /prompts: give one for each column/],
    [{ prompts: ['no place'] }, /prompts.0: say \{\} once/],
  ])('the description %j', async (changes, message) => {
    const path = await put(changes);
    expect(() => openTask(path)).toThrow(message);
    expect(() => openTask(path)).toThrow(path);
  });

  it('a file that is none, and an unknown name', async () => {
    expect(() => openTask(join(folder, 'none.json'))).toThrow(/no such file/);
    await writeFile(join(folder, 'half.json'), '{');
    expect(() => openTask(join(folder, 'half.json'))).toThrow(/does not describe a task/);
    expect(() => openTask('mnil')).toThrow(/"mnil" is not a task: give one of GLUE's \(cola,/);
  });

  it.each([
    ['an empty file', '', /train\.csv holds no labelled rows/],
    ['a column that is missing', 'text\nfine\n', /train\.csv has no column "mood"/],
    ['an unknown label', 'text,mood\nfine,meh\n', /line 2: label "meh" is not one of bad, good/],
    ['no label', 'text,mood\nfine,\n', /line 2: there is no label/],
    ['an empty text', 'text,mood\nfine,good\n" ",bad\n', /line 3: column "text" is empty/],
    ['a cell too many', 'text,mood\na, b,good\n', /line 2: 3 fields where 2 are expected/],
  ])('rows with %s, by file and line', async (_, text, message) => {
    await expect(load({}, { 'train.csv': text })).rejects.toThrow(message);
    await expect(load({}, { 'train.csv': text })).rejects.toThrow(join(folder, 'train.csv'));
  });

  it('an id that is there twice, and a file that is not there', async () => {
    const columns = { ...sound.columns, id: 'id' };
    const twice = { 'train.csv': 'id,text,mood\na,fine,good\na,dull,bad\n' };
    await expect(load({ columns }, twice)).rejects.toThrow(/line 3: the id "a" is that of line 2/);
    const files = { train: 'train.csv', dev: 'dev.csv', dev_web: 'web.csv' };
    await expect(load({ files })).rejects.toThrow(/dev\.csv \(found\), .*web\.csv\n/);
  });
});
