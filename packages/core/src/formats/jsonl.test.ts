import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { eachJsonRow } from './jsonl.ts';

const path = join(folderForEachTest(), 'rows.jsonl');

async function rowsOf(path: string): Promise<object[]> {
  const rows: object[] = [];
  await eachJsonRow(path, (row) => rows.push(row));
  return rows;
}

describe('eachJsonRow', () => {
  it('reads an object a line, whatever the line ends and empty lines', async () => {
    await writeFile(
      path,
      '\ufeff{"a":"x\\ty","label":1}\r\n\n{"a":"ü \\u2028 🙂","__proto__":null}',
    );
    const rows = await rowsOf(path);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({ a: 'x\ty', label: 1 });
    expect(Object.entries(rows[1] ?? {})).toEqual([
      ['a', 'ü \u2028 🙂'],
      ['__proto__', null],
    ]);
  });

  it('gives the numbers of lines', async () => {
    await writeFile(path, '{"a":1}\n\n{"a":2}\n');
    const rows: unknown[] = [];
    await eachJsonRow(path, (row, line) => rows.push([line, row]));
    expect(rows).toEqual([
      [1, { a: 1 }],
      [3, { a: 2 }],
    ]);
  });

  it('has no rows where the file has none', async () => {
    await writeFile(path, '\n');
    expect(await rowsOf(path)).toEqual([]);
  });

  it.each([
    ['no JSON', '{"a":1}\n{"a":', /rows\.jsonl, line 2: it is not JSON\./],
    ['NaN', '{"a":NaN}', /line 1: it is not JSON/],
    ['another value', '\n[1]\n', /line 2: it is not a JSON object/],
    ['a number', '1', /line 1: it is not a JSON object/],
    [
      'nesting without end',
      `{"a":${'['.repeat(1e4)}${']'.repeat(1e4)}}`,
      /line 1: it is not JSON of at most/,
    ],
    [
      'values without end',
      `{"a":[${'0,'.repeat(1e5)}0]}`,
      /line 1: it holds more than 100000 names/,
    ],
    ['rows far larger than the file', '{}\n'.repeat(1e6), /far more memory than the file/],
    ['other bytes', Buffer.from([0x7b, 0x7d, 0x0a, 0xff]), /line 2: it is not UTF-8/],
  ])('names the line that holds %s', async (_, content, message) => {
    await writeFile(path, content);
    await expect(rowsOf(path)).rejects.toMatchObject({
      code: 'FORMAT_JSONL',
      message: expect.stringMatching(message) as string,
    });
  });

  it('reports a file that is missing', async () => {
    await expect(rowsOf(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
  });
});
