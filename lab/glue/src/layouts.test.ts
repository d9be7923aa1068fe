import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { loadRows, type LoadRowsOptions } from './rows.ts';
import { tasks, type TaskName } from '@singlora/records';

const folder = folderForEachTest();

/** Writes files, each as lines of fields. */
async function put(files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [name, lines] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${lines.join('\n')}\n`);
  }
}

async function putFixture(fixture: string, name: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  const from = fileURLToPath(new URL(`./fixtures/${fixture}.parquet`, import.meta.url));
  await copyFile(from, join(folder, name));
}

const load = (task: TaskName, options: LoadRowsOptions = {}) =>
  loadRows(tasks[task], { folder, ...options });
const tab = (...fields: (string | number)[]) => fields.join('\t');

describe("GLUE's own download", () => {
  it('of CoLA has no header but in the test file', async () => {
    await put({
      'CoLA/train.tsv': [
        tab('gj04', 1, '', 'The sailors rode.'),
        tab('gj04', 0, '*', 'Rode they.'),
      ],
      'CoLA/dev.tsv': [tab('gj04', 1, '', 'It rains.')],
      'CoLA/test.tsv': [tab('index', 'sentence'), tab(0, 'They "left.'), tab(1, 'Left.')],
    });
    const { train, dev, test } = await load('cola', { test: true });
    expect(train).toEqual([
      { a: 'The sailors rode.', label: 1, index: 0 },
      { a: 'Rode they.', label: 0, index: 1 },
    ]);
    expect(dev).toEqual({ validation: [{ a: 'It rains.', label: 1, index: 0 }] });
    expect(test).toEqual({
      test: [
        { a: 'They "left.', label: -1, index: 0 },
        { a: 'Left.', label: -1, index: 1 },
      ],
    });
  });

  it('of SST-2 has a sentence and a label', async () => {
    const lines = [tab('sentence', 'label'), tab('a fine film ', 1), tab('dull ', 0)];
    await put({ 'SST-2/train.tsv': lines, 'SST-2/dev.tsv': lines });
    const { train } = await load('sst2');
    expect(train.map(({ a, label }) => [a, label])).toEqual([
      ['a fine film ', 1],
      ['dull ', 0],
    ]);
  });

  const mrpc = ['Quality', '#1 ID', '#2 ID', '#1 String', '#2 String'];

  it('of MRPC has train.tsv and dev.tsv', async () => {
    await put({
      'MRPC/train.tsv': [tab(...mrpc), tab(1, 10, 11, 'He "ran.', 'He raced.')],
      'MRPC/dev.tsv': [tab(...mrpc), tab(0, 20, 21, 'She sang.', 'She sat.')],
    });
    const { train, dev } = await load('mrpc');
    expect(train).toEqual([{ a: 'He "ran.', b: 'He raced.', label: 1, index: 0 }]);
    expect(dev['validation']).toEqual([{ a: 'She sang.', b: 'She sat.', label: 0, index: 0 }]);
  });

  it("or Microsoft's files, whose dev rows a list names, with their places as index", async () => {
    await put({
      'msr_paraphrase_train.txt': [
        `\ufeff${tab(...mrpc)}`,
        tab(1, 10, 11, 'A.', 'B.'),
        tab(0, 20, 21, 'C.', 'D.'),
        tab(1, 30, 31, 'E.', 'F.'),
      ],
      'dev_ids.tsv': [tab(20, 21)],
      'msr_paraphrase_test.txt': [tab(...mrpc), tab(1, 40, 41, 'G.', 'H.')],
    });
    const { train, dev, test, asset } = await load('mrpc', { test: true });
    expect(Object.keys(asset.sha256)).toEqual([
      'msr_paraphrase_train.txt',
      'dev_ids.tsv',
      'msr_paraphrase_test.txt',
    ]);
    expect(train.map(({ a, index }) => [a, index])).toEqual([
      ['A.', 0],
      ['E.', 2],
    ]);
    expect(dev['validation']).toEqual([{ a: 'C.', b: 'D.', label: 0, index: 1 }]);
    expect(test['test']).toEqual([{ a: 'G.', b: 'H.', label: 1, index: 0 }]);
  });

  it('of STS-B has scores', async () => {
    const header = 'index genre filename year old_index source1 source2 sentence1 sentence2 score';
    const line = (index: number, score: number | string) =>
      tab(index, 'news', 'f', 2012, 1, 'none', 'none', 'A man.', 'A boy.', score);
    const lines = [header.replaceAll(' ', '\t'), line(0, '5.000'), line(1, 0.25)];
    await put({ 'STS-B/train.tsv': lines, 'STS-B/dev.tsv': lines });
    const { train } = await load('stsb');
    expect(train.map(({ label }) => label)).toEqual([5, 0.25]);
  });

  it('of QQP may have damaged lines, which are left out and keep their place', async () => {
    const header = tab('id', 'qid1', 'qid2', 'question1', 'question2', 'is_duplicate');
    const lines = [
      header,
      tab(133273, 1, 2, 'Why?', 'How?', 0),
      tab(402555, 3, 4, 'broken'),
      '',
      tab(7, 5, 6, 'Who?', 'Who is it?', 1),
    ];
    await put({
      'QQP/train.tsv': lines,
      'QQP/dev.tsv': [header, tab(1, 1, 2, 'A?', 'B?', 1)],
      'QQP/test.tsv': [tab('id', 'question1', 'question2'), tab(0, 'Q?', 'R?')],
    });
    const notices: string[] = [];
    const { train, test } = await load('qqp', {
      test: true,
      onNotice: (line) => notices.push(line),
    });
    expect(train.map(({ a, label, index }) => [a, label, index])).toEqual([
      ['Why?', 0, 0],
      ['Who?', 1, 3],
    ]);
    expect(test['test']).toEqual([{ a: 'Q?', b: 'R?', label: -1, index: 0 }]);
    expect(notices[0]).toBe('Left out 2 QQP rows with too few or too many fields.');
  });

  it('of other tasks may not', async () => {
    const header = tab('index', 'sentence1', 'sentence2', 'label');
    await put({
      'RTE/train.tsv': [header, tab(0, 'A.', 'B.')],
      'RTE/dev.tsv': [header, tab(0, 'A.', 'B.', 'entailment')],
    });
    await expect(load('rte')).rejects.toMatchObject({ code: 'FORMAT_TSV' });
  });

  it('of MNLI has two dev and two test files, and rows without a gold label', async () => {
    const header = tab('index', 'sentence1', 'sentence2', 'label1', 'gold_label');
    let index = 0;
    const line = (a: string, gold: string) => tab(index++, a, 'It is so.', gold, gold);
    const unlabelled = [tab('index', 'sentence1', 'sentence2'), tab(4, 'A.', 'B.')];
    await put({
      'MNLI/train.tsv': [header, line('A.', 'neutral'), line('B.', '-')],
      'MNLI/dev_matched.tsv': [header, line('C.', 'entailment')],
      'MNLI/dev_mismatched.tsv': [header, line('D.', 'contradiction')],
      'MNLI/test_matched.tsv': unlabelled,
      'MNLI/test_mismatched.tsv': unlabelled,
    });
    const { train, dev, test } = await load('mnli', { test: true });
    expect(train).toHaveLength(1);
    expect(
      Object.entries(dev).map(([name, rows]) => [name, rows.map(({ label }) => label)]),
    ).toEqual([
      ['validation_matched', [0]],
      ['validation_mismatched', [2]],
    ]);
    const row = { a: 'A.', b: 'B.', label: -1, index: 4 };
    expect(test).toEqual({ test_matched: [row], test_mismatched: [row] });
  });

  it.each([
    ['qnli', 'QNLI', ['question', 'sentence'], 'not_entailment', 1],
    ['rte', 'RTE', ['sentence1', 'sentence2'], 'not_entailment', 1],
    ['wnli', 'WNLI', ['sentence1', 'sentence2'], '1', 1],
  ] as const)(
    'of %s has an index and labels as they come',
    async (task, title, texts, label, id) => {
      const lines = [tab('index', ...texts, 'label'), tab(12, 'A.', 'B.', label)];
      await put({ [`${title}/train.tsv`]: lines, [`${title}/dev.tsv`]: lines });
      const { train } = await load(task);
      expect(train).toEqual([{ a: 'A.', b: 'B.', label: id, index: 12 }]);
    },
  );
});

describe('JSON lines', () => {
  const json = (...rows: object[]) => rows.map((row) => JSON.stringify(row));

  it("have the Hub's columns or plain ones, labels by name or id, and an index or none", async () => {
    await put({
      'train.jsonl': json(
        { question: 'Who?', sentence: 'Nobody.', label: 'not_entailment' },
        { question: 'When?', sentence: 'Today.', label: 0 },
      ),
      'dev.jsonl': json({ sentence1: 'Who?', sentence2: 'Me.', label: 'entailment', idx: 7 }),
      'test.jsonl': json({ sentence1: 'Why?', sentence2: 'So.', idx: '3' }),
    });
    const { train, dev, test } = await load('qnli', { test: true });
    expect(train).toEqual([
      { a: 'Who?', b: 'Nobody.', label: 1, index: 0 },
      { a: 'When?', b: 'Today.', label: 0, index: 1 },
    ]);
    expect(dev['validation']).toEqual([{ a: 'Who?', b: 'Me.', label: 0, index: 7 }]);
    expect(test['test']).toEqual([{ a: 'Why?', b: 'So.', label: -1, index: 3 }]);
  });

  it.each(['sentence', 'text'])('of one text may call it %s', async (column) => {
    const lines = json({ [column]: 'fine', label: 'positive' });
    await put({ 'sst2/train.jsonl': lines, 'sst2/validation.jsonl': lines });
    expect((await load('sst2')).train).toEqual([{ a: 'fine', label: 1, index: 0 }]);
  });

  it('may have both dev splits of MNLI', async () => {
    const lines = json({ premise: 'A.', hypothesis: 'B.', label: 2 });
    await put({
      'train.jsonl': lines,
      'validation_matched.jsonl': lines,
      'dev_mismatched.jsonl': lines,
    });
    expect(Object.keys((await load('mnli')).dev)).toEqual([
      'validation_matched',
      'validation_mismatched',
    ]);
  });

  it.each([
    ['GLUE_LABEL', { label: 5.5 }, /line 2: label 5\.5 is not a number from 0 to 5/],
    ['GLUE_LABEL', { label: 'high' }, /label "high" is not a number/],
    ['GLUE_UNLABELLED', { label: null }, /line 2: there is no label/],
    ['GLUE_TEXT', { sentence2: 5 }, /column "sentence2" is 5, which is not text/],
    ['GLUE_TEXT', { sentence2: ' ' }, /column "sentence2" is empty/],
    ['GLUE_INDEX', { idx: -1 }, /-1 is not an id/],
    ['GLUE_INDEX', { idx: 7 }, /line 2: the id 7 is that of line 1/],
  ])('are refused with %s: %j', async (code, change, message) => {
    const row = { sentence1: 'A.', sentence2: 'B.', label: 1.5, idx: 7 };
    await put({ 'train.jsonl': json(row, { ...row, idx: 8, ...change }), 'dev.jsonl': json(row) });
    await expect(load('stsb')).rejects.toMatchObject({ code });
    await expect(load('stsb')).rejects.toThrow(message);
    await expect(load('stsb')).rejects.toThrow(join(folder, 'train.jsonl'));
  });
});

describe('parquet', () => {
  const { train, dev, test } = tasks.mnli.splits;

  it("has labels by its own names, in whatever order they are, and GLUE's index", async () => {
    await putFixture('names-in-another-order', train.path);
    await putFixture('dev', dev[0].path);
    const rows = await load('mnli');
    expect(rows.train.map(({ label }) => label)).toEqual([0, 1, 2, 0]);
    expect(rows.train.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  it('is refused where its names are of another task', async () => {
    await putFixture('names-of-another-task', train.path);
    await putFixture('dev', dev[0].path);
    await expect(load('mnli')).rejects.toMatchObject({
      code: 'GLUE_LABEL',
      message: expect.stringMatching(
        /declares the labels negative, positive.*: entailment, neutral/,
      ),
    });
  });

  it('has test rows without labels', async () => {
    await putFixture('train', train.path);
    for (const split of [dev[0], ...test]) await putFixture('test', split.path);
    const labelled = { test: true, splits: [] };
    expect((await load('mnli', labelled)).test['test_matched']?.map(({ label }) => label)).toEqual([
      -1, -1, -1,
    ]);
    await expect(load('mnli')).rejects.toMatchObject({ code: 'GLUE_UNLABELLED' });
  });

  it('has targets of a regression', async () => {
    const { train, dev } = tasks.stsb.splits;
    await putFixture('stsb', train.path);
    await putFixture('stsb', dev[0].path);
    const { train: rows } = await load('stsb');
    expect(rows.map(({ label }) => label)).toEqual([4.75, Math.fround(0.2)]);
  });
});

it('looks at parquet before TSV, and at TSV before JSON lines', async () => {
  const lines = [
    tab('index', 'sentence1', 'sentence2', 'label'),
    tab(0, 'TSV.', '.', 'entailment'),
  ];
  const json = [JSON.stringify({ sentence1: 'JSON.', sentence2: '.', label: 0 })];
  await put({ 'train.jsonl': json, 'dev.jsonl': json });
  expect((await load('rte')).train[0]?.a).toBe('JSON.');
  await put({ 'RTE/train.tsv': lines, 'RTE/dev.tsv': lines });
  expect((await load('rte')).train[0]?.a).toBe('TSV.');
});

it('says what it looked for', async () => {
  await expect(load('mrpc', { test: true })).rejects.toThrow(
    `${folder}/MRPC/train.tsv or msr_paraphrase_train.txt with dev_ids.tsv, ${folder}/MRPC/dev.tsv`,
  );
  await expect(load('mrpc')).rejects.toThrow(`${folder}/mrpc/validation.jsonl or dev.jsonl`);
});
