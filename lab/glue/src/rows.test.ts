import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { loadRows } from './rows.ts';
import { type DatasetSplit, tasks } from '@singlora/records';

const mnli = tasks.mnli;
const { train } = mnli.splits;
const [dev, mismatched] = mnli.splits.dev as [DatasetSplit, DatasetSplit];

const folder = folderForEachTest();

async function put(fixture: string, ...path: string[]): Promise<void> {
  const target = join(folder, ...path);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(fileURLToPath(new URL(`./fixtures/${fixture}.parquet`, import.meta.url)), target);
}

async function putText(text: string, ...path: string[]): Promise<void> {
  const target = join(folder, ...path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}

const header =
  'index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\t' +
  'sentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1\tgold_label';
const tsv = (...rows: [string, string, string][]): string =>
  [
    header,
    ...rows.map(
      ([a, b, gold], at) => `${at}\t1\t1e\tfiction\t.\t.\t.\t.\t${a}\t${b}\t${gold}\t${gold}`,
    ),
  ].join('\n') + '\n';

describe('a folder the user names', () => {
  it.each([
    ['as the Hub lays it out', train.path, dev.path],
    [
      'or only the task of it',
      'train-00000-of-00001.parquet',
      'validation_matched-00000-of-00001.parquet',
    ],
  ])('holds parquet %s', async (_, trainPath, devPath) => {
    await put('train', trainPath);
    await put('dev', devPath);
    const rows = await loadRows(mnli, { folder });
    expect(rows.train[1]).toEqual({
      a: 'The nurse is in the kitchen.',
      b: 'The nurse is wearing a hat.',
      label: 1,
      index: 1,
    });
    expect(rows.dev['validation_matched']?.map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(rows.builtIn).toBe(false);
    expect(rows.asset).toMatchObject({ id: 'nyu-mll/glue/mnli', source: 'folder' });
    expect(Object.values(rows.asset.sha256)).toHaveLength(2);
    for (const hash of Object.values(rows.asset.sha256)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([[[]], [['MNLI']]])("holds GLUE's TSV files under %j, labels by name", async (under) => {
    await putText(
      tsv(
        ['He said "no.', 'He spoke.', 'entailment'],
        ['It rains.', 'It is dry.', 'contradiction'],
        ['It rains.', 'It is cold.', '-'],
        ['It rains.', 'It is May.', 'neutral'],
      ),
      ...under,
      'train.tsv',
    );
    await putText(tsv(['A.', 'B.', 'neutral']), ...under, 'dev_matched.tsv');
    const notices: string[] = [];
    const rows = await loadRows(mnli, { folder, onNotice: (line) => notices.push(line) });
    expect(rows.train).toEqual([
      { a: 'He said "no.', b: 'He spoke.', label: 0, index: 0 },
      { a: 'It rains.', b: 'It is dry.', label: 2, index: 1 },
      { a: 'It rains.', b: 'It is May.', label: 1, index: 3 },
    ]);
    expect(notices[0]).toBe('Left out 1 MNLI row without a gold label ("-").');
  });

  it('says how much of GLUE it is', async () => {
    await put('train', train.path);
    await put('dev', dev.path);
    const { asset } = await loadRows(mnli, { folder });
    expect(asset.standIn).toBe(
      "4 of GLUE's 392,702 training rows and 3 of GLUE's 9,815 dev matched rows.",
    );
  });

  it('must hold something known: the error lists what was looked for', async () => {
    await put('train', train.path);
    await expect(loadRows(mnli, { folder })).rejects.toMatchObject({
      code: 'GLUE_FOLDER',
      message: expect.stringMatching(
        new RegExp(`${folder}(.|\\n)*mnli/validation_matched-00000(.|\\n)*MNLI/dev_matched.tsv`),
      ),
    });
  });

  it.each([
    ['empty', 'GLUE_EMPTY', /no labelled rows/],
    ['unlabelled', 'GLUE_UNLABELLED', /row 1: there is no label, or -1/],
    ['wrong-label', 'GLUE_LABEL', /row 2: label 3 .* entailment \(0\), neutral \(1\)/],
    ['other-task', 'GLUE_COLUMN', /"premise".*question, sentence, label, idx/],
  ])('with %s rows is refused', async (fixture, code, message) => {
    await put(fixture, train.path);
    await put('dev', dev.path);
    const loading = loadRows(mnli, { folder });
    await expect(loading).rejects.toMatchObject({ code });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toThrow(join(folder, train.path));
  });
});

describe('without a folder', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const snapshot = ['datasets--nyu-mll--glue', 'snapshots', commit];
  const env = (): NodeJS.ProcessEnv => ({
    HOME: folder,
    HF_HUB_CACHE: folder,
    HF_HUB_OFFLINE: '1',
  });

  it('reads the Hugging Face cache', async () => {
    await put('train', ...snapshot, train.path);
    await put('dev', ...snapshot, dev.path);
    await putText(commit, 'datasets--nyu-mll--glue', 'refs', 'main');
    const rows = await loadRows(mnli, { env: env() });
    expect(rows.asset).toMatchObject({ source: 'cache', revision: commit });
    expect(Object.keys(rows.asset.sha256)).toEqual([train.path, dev.path]);
    expect(rows.train).toHaveLength(4);
  });

  it('does not hide a damaged file in the cache behind other rows', async () => {
    await putText('PAR1 nothing PAR1', ...snapshot, train.path);
    await put('dev', ...snapshot, dev.path);
    await putText(commit, 'datasets--nyu-mll--glue', 'refs', 'main');
    await expect(loadRows(mnli, { env: env() })).rejects.toMatchObject({ code: 'FORMAT_PARQUET' });
  });

  const cacheMnli = async (...splits: [fixture: string, path: string][]) => {
    for (const [fixture, path] of splits) await put(fixture, ...snapshot, path);
    await putText(commit, 'datasets--nyu-mll--glue', 'refs', 'main');
  };

  it('goes on without a dev split that nobody asked for, and says so', async () => {
    await cacheMnli(['train', train.path], ['dev', dev.path]);
    const notices: string[] = [];
    const rows = await loadRows(mnli, { env: env(), onNotice: (line) => notices.push(line) });
    expect(Object.keys(rows.dev)).toEqual(['validation_matched']);
    expect(notices[0]).toMatch(
      /^MNLI without its dev mismatched rows: validation_mismatched is not in the Hugging Face cache/,
    );
  });

  it('takes it where the cache has it, behind the split that papers report', async () => {
    await cacheMnli(['train', train.path], ['dev', dev.path], ['dev', mismatched.path]);
    const rows = await loadRows(mnli, { env: env() });
    expect(Object.keys(rows.dev)).toEqual(['validation_matched', 'validation_mismatched']);
    const { dev: asked } = await loadRows(mnli, { env: env(), splits: [mismatched.name] });
    expect(Object.keys(asked)).toEqual(['validation_mismatched']);
  });

  it.each([
    [{ splits: ['validation_mismatched'] }, /not mnli\/validation_mismatched-00000/],
    [{ test: true }, /not mnli\/test_matched-00000.*, mnli\/test_mismatched-00000/],
  ])('does not go on without one that was asked for: %j', async (asked, message) => {
    await cacheMnli(['train', train.path], ['dev', dev.path]);
    const loading = loadRows(mnli, { env: env(), ...asked });
    await expect(loading).rejects.toMatchObject({ code: 'GLUE_FILE' });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toThrow(/Connect once/);
  });

  it('names the dev splits there are where another is asked for', async () => {
    await expect(loadRows(mnli, { splits: ['validation'] })).rejects.toMatchObject({
      code: 'GLUE_SPLIT',
      message: expect.stringContaining('it has validation_matched, validation_mismatched'),
    });
  });

  it.each([
    ['a task that has none', tasks.sst2, {}, 'sst2/train-00000-of-00001.parquet'],
    ['another dev split', mnli, { splits: [mismatched.name] }, mismatched.path],
    ['test rows', tasks.rte, { test: true }, 'rte/test-00000-of-00001.parquet'],
  ])('has no built-in rows for %s: the error says the ways out', async (_, task, asked, file) => {
    const loading = loadRows(task, { env: env(), flag: '--data', ...asked });
    await expect(loading).rejects.toMatchObject({ code: 'GLUE_ROWS' });
    for (const word of [
      '--data=FOLDER',
      'connect once',
      'HF_HUB_CACHE',
      'name a folder',
      folder,
      file,
      'nyu-mll/glue',
    ]) {
      await expect(loading).rejects.toThrow(word);
    }
  });

  it('takes the built-in rows where there is neither, and says so', async () => {
    const notices: string[] = [];
    const rows = await loadRows(mnli, { env: env(), onNotice: (line) => notices.push(line) });
    expect(rows.builtIn).toBe(true);
    expect(rows.asset.source).toBe('built-in');
    expect(rows.asset.standIn).toMatch(/built in, of our own making, stand in for GLUE's MNLI/);
    expect(notices.join('\n')).toMatch(/using built-in sentence pairs of our own making/);
  });

  it('finds out that nobody answers', async () => {
    const rows = await loadRows(mnli, {
      // TEST-NET-1 (RFC 5737): packets to it go nowhere
      env: { HOME: folder, HF_HUB_CACHE: folder, HF_ENDPOINT: 'http://192.0.2.1' },
    });
    expect(rows.builtIn).toBe(true);
  });
});
