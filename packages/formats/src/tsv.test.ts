import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTsv } from './tsv.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'formats-')), 'rows.tsv');
});
afterEach(() => rm(join(path, '..'), { recursive: true }));

describe('readTsv', () => {
  it('takes quotation marks as they are', async () => {
    await writeFile(path, 'index\tsentence\n0\t"Left open\n1\tHe said ""no""\n');
    expect(await readTsv(path)).toEqual([
      { index: '0', sentence: '"Left open' },
      { index: '1', sentence: 'He said ""no""' },
    ]);
  });

  it('reads a file without a header, with CR LF and no last line end', async () => {
    await writeFile(path, '\ufeffgj04\t1\t\tThe sailors rode.\r\ngj04\t0\t*\tThey rode him.');
    const columns = ['source', 'label', 'mark', 'sentence'];
    expect(await readTsv(path, { columns })).toEqual([
      { source: 'gj04', label: '1', mark: '', sentence: 'The sailors rode.' },
      { source: 'gj04', label: '0', mark: '*', sentence: 'They rode him.' },
    ]);
  });

  it('keeps a column of any name', async () => {
    await writeFile(path, '__proto__\tconstructor\na\tb\n');
    const [row] = await readTsv(path);
    expect(Object.entries(row ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('can keep the place of damaged lines', async () => {
    await writeFile(path, 'a\tb\n1\t2\n3\n4\t5\t6\n7\t8\n');
    expect(await readTsv(path, { keepDamaged: true })).toEqual([
      { a: '1', b: '2' },
      {},
      {},
      { a: '7', b: '8' },
    ]);
  });

  it('has no rows where the file has none', async () => {
    await writeFile(path, 'a\tb\n');
    expect(await readTsv(path)).toEqual([]);
    await writeFile(path, '');
    expect(await readTsv(path)).toEqual([]);
  });

  it.each([
    ['too few fields', 'a\tb\n1\t2\n3\n', /line 3: 1 fields where 2 are expected \(a, b\)/],
    ['too many fields', 'a\tb\n1\t2\t3\n', /line 2: 3 fields/],
    ['an empty line', 'a\tb\n\n1\t2\n', /line 2: 1 fields/],
    ['a column twice', 'a\ta\n', /line 1: the column "a" appears twice/],
    ['no UTF-8', Buffer.from('a\tb\n1\t\xe9\n', 'latin1'), /line 2: it is not UTF-8/],
  ])('names the line of %s', async (_, content, message) => {
    await writeFile(path, content);
    await expect(readTsv(path)).rejects.toMatchObject({
      code: 'FORMAT_TSV',
      message: expect.stringMatching(message) as string,
    });
  });

  it('counts lines from the first row where there is no header', async () => {
    await writeFile(path, '1\t2\n3\n');
    await expect(readTsv(path, { columns: ['a', 'b'] })).rejects.toThrow(/line 2:/);
  });

  it('reports a missing file', async () => {
    await expect(readTsv(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
  });
});
