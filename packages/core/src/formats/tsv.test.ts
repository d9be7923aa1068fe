import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import type { TableOptions } from './table-rows.ts';
import { eachTsvRow } from './tsv.ts';

const path = join(folderForEachTest(), 'rows.tsv');

async function rowsOf(path: string, options: TableOptions = {}): Promise<unknown[]> {
  const rows: unknown[] = [];
  await eachTsvRow(path, (row) => rows.push(row), options);
  return rows;
}

describe('eachTsvRow', () => {
  it('takes quotation marks as they are', async () => {
    await writeFile(path, 'index\tsentence\n0\t"Left open\n1\tHe said ""no""\n');
    expect(await rowsOf(path)).toEqual([
      { index: '0', sentence: '"Left open' },
      { index: '1', sentence: 'He said ""no""' },
    ]);
  });

  it('reads a file without a header, with CR LF and no last line end', async () => {
    await writeFile(path, '\ufeffgj04\t1\t\tThe sailors rode.\r\ngj04\t0\t*\tThey rode him.');
    expect(await rowsOf(path, { header: false })).toEqual([
      { 0: 'gj04', 1: '1', 2: '', 3: 'The sailors rode.' },
      { 0: 'gj04', 1: '0', 2: '*', 3: 'They rode him.' },
    ]);
  });

  it('counts lines by their ends alone: a carriage return within one is part of a field', async () => {
    await writeFile(path, 'a\tb\r\nx\ry\t2\r\n3\r\n');
    await expect(rowsOf(path)).rejects.toThrow(/line 3: 1 fields where 2 are expected/);
    await writeFile(path, 'a\tb\r\nx\ry\t2\r');
    expect(await rowsOf(path)).toEqual([{ a: 'x\ry', b: '2' }]);
  });

  it('keeps a column of any name', async () => {
    await writeFile(path, '__proto__\tconstructor\na\tb\n');
    const [row] = await rowsOf(path);
    expect(Object.entries(row ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('can keep the place of damaged lines', async () => {
    await writeFile(path, 'a\tb\n1\t2\n3\n4\t5\t6\n7\t8\n');
    expect(await rowsOf(path, { keepDamaged: true })).toEqual([
      { a: '1', b: '2' },
      {},
      {},
      { a: '7', b: '8' },
    ]);
  });

  it('has no rows where the file has none', async () => {
    await writeFile(path, 'a\tb\n');
    expect(await rowsOf(path)).toEqual([]);
    await writeFile(path, '');
    expect(await rowsOf(path)).toEqual([]);
  });

  it.each([
    ['too few fields', 'a\tb\n1\t2\n3\n', /line 3: 1 fields where 2 are expected \(a, b\)/],
    ['too many fields', 'a\tb\n1\t2\t3\n', /line 2: 3 fields/],
    ['an empty line', 'a\tb\n\n1\t2\n', /line 2: 1 fields/],
    ['a column twice', 'a\ta\n', /line 1: the column "a" appears twice/],
    ['no UTF-8', Buffer.from('a\tb\n1\t\xe9\n', 'latin1'), /line 2: it is not UTF-8/],
    ['columns without end', 'a\t'.repeat(100_000), /line 1: it names 100001 columns, more than/],
    ['control characters', 'a\u001b[2J\ta\u001b[2J\n', /the column "a\\u\{1b\}\[2J" appears twice/],
    ['rows of nothing', `a\n${'\n'.repeat(2e6)}`, /far more memory than the file/],
  ])('names the line of %s', async (_, content, message) => {
    await writeFile(path, content);
    await expect(rowsOf(path)).rejects.toMatchObject({
      code: 'FORMAT_TSV',
      message: expect.stringMatching(message) as string,
    });
  });

  it('tells some of many columns', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `column${i}`).join('\t');
    await writeFile(path, `${names}\nx\n`);
    await expect(rowsOf(path)).rejects.toThrow(/\(column0, .*column4 and 995 more\)/);
  });

  it('reads lines that lie across the pieces it reads', async () => {
    const cells = Array.from({ length: 30 }, (_, i) => 'é'.repeat(i * 5000));
    await writeFile(path, `\ufeffa\tb\r\n${cells.map((cell, i) => `${cell}\t${i}`).join('\r\n')}`);
    expect(await rowsOf(path)).toEqual(cells.map((cell, i) => ({ a: cell, b: String(i) })));
  });

  it('counts lines from the first row where there is no header', async () => {
    await writeFile(path, '1\t2\n3\n');
    await expect(rowsOf(path, { header: false })).rejects.toThrow(/line 2:/);
  });

  it('reports a missing file', async () => {
    await expect(rowsOf(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
  });
});
