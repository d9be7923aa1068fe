import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { expect, it } from 'vitest';
import { eachRow } from './each-row.ts';
import type { CsvOptions } from './csv.ts';

const folder = folderForEachTest();

async function read(content: string | Buffer, options: CsvOptions = {}, name = 'rows.csv') {
  await writeFile(join(folder, name), content);
  const rows: unknown[] = [];
  await eachRow(join(folder, name), (row, place) => rows.push([place, row]), options);
  return rows;
}

it('reads quotation marks, line ends within them, CR LF, a byte order mark and empty lines', async () => {
  const text = '\ufefftext,label\r\n"He said ""no"",\r\nand left",1\r\n\r\n café ,\n"x\ny",2';
  expect(await read(text)).toEqual([
    ['line 2', { text: 'He said "no",\nand left', label: '1' }],
    ['line 5', { text: ' café ', label: '' }],
    ['line 6', { text: 'x\ny', label: '2' }],
  ]);
});

it('takes another separator, also of a file that would else have no quoting, and no header', async () => {
  expect(await read('"a;b";1\n', { separator: ';', header: false })).toEqual([
    ['line 1', { 0: 'a;b', 1: '1' }],
  ]);
  const tabs = await read('a\tb\n"x\ty"\t2\n', { separator: '\t' }, 'rows.tsv');
  expect(tabs).toEqual([['line 2', { a: 'x\ty', b: '2' }]]);
});

it.each([
  ['too many fields', 'a,b\n1,2\n"x\ny",3,4\n', /line 3: 3 fields where 2 are expected \(a, b\)/],
  ['a column named twice', 'a,a\n1,2\n', /line 1: the column "a" appears twice/],
  ['an open quotation mark', 'a,b\n1,2\n3,"4\n5,6\n', /line 3: a quotation mark opens/],
  ['a quotation mark within', 'a,b\n1,x"y\n', /line 2: Invalid Opening Quote/],
  ['Latin-1', Buffer.from('a,b\n1,2\ncaf\xe9,3\n', 'latin1'), /line 3: it is not UTF-8/],
  ['rows of nothing', `a,b\n${',\n'.repeat(2e6)}`, /far more memory than the file/],
])('names the line of %s', async (_, content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code: 'FORMAT_CSV',
    message: expect.stringMatching(message) as string,
  });
});

it('takes many short rows', async () => {
  await writeFile(
    join(folder, 'rows.csv'),
    `text,label\n${'a text of some words,1\n'.repeat(4e5)}`,
  );
  let rows = 0;
  await eachRow(join(folder, 'rows.csv'), () => rows++);
  expect(rows).toBe(4e5);
});

it('passes on what taking a row throws', async () => {
  await writeFile(join(folder, 'rows.csv'), 'a\n1\n');
  const taking = eachRow(join(folder, 'rows.csv'), () => {
    throw new RangeError('mine');
  });
  await expect(taking).rejects.toThrow(new RangeError('mine'));
});

it.each([
  ['rows.xlsx', {}, 'FORMAT_TABLE'],
  ['rows.jsonl', { header: false }, 'FORMAT_TABLE'],
  ['none.csv', {}, 'FORMAT_UNREADABLE'],
] as const)('refuses %s %j', async (name, options, code) => {
  await expect(eachRow(join(folder, name), () => undefined, options)).rejects.toMatchObject({
    code,
  });
});
