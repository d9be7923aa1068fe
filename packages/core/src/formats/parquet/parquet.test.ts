import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../errors.ts';
import { readParquet, readParquetNotes } from './read.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

const folder = folderForEachTest();

describe('readParquet', () => {
  it.each(['snappy', 'zstd'])('reads rows in %s', async (compression) => {
    expect(await readParquet(join(fixtures, `rows.${compression}.parquet`))).toEqual([
      {
        premise: 'A crane lifts the “red” beam.',
        hypothesis: 'Something is lifted.',
        label: 0,
        idx: 0,
      },
      {
        premise: 'Nobody\twaited; the café had closed.',
        hypothesis: 'The café was open.',
        label: 2,
        idx: 1,
      },
      { premise: '', hypothesis: '🙂 Snow fell.', label: 1, idx: 2n ** 53n + 1n },
    ]);
  });

  it('reads the columns that are needed alone, or all where one is missing', async () => {
    const path = join(fixtures, 'kinds.1.0.parquet');
    const all = await readParquet(path);
    const some = await readParquet(path, ['struct', 'text']);
    expect(some).toEqual(all.map(({ struct, text }) => ({ struct, text })));
    expect(await readParquet(path, ['text', 'other'])).toEqual(all);
  });

  it('reads two columns of a wide table whose rows would take more memory than suits its size', async () => {
    const path = join(fixtures, 'wide.parquet');
    await expect(readParquet(path)).rejects.toThrow(/would take far more memory/);
    const rows = await readParquet(path, ['text', 'flag3']);
    expect(rows).toHaveLength(40_000);
    expect(rows[7]).toEqual({ text: 'text 2', flag3: 1 });
  });

  it.each(['1.0', '2.0'])('reads every kind of column in pages of version %s', async (version) => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      text: i % 7 === 0 ? null : `text ${i % 5} é`,
      shared: `common beginning ${i}`,
      number: i / 4,
      flag: i % 3 === 0,
      list: i % 5 === 0 ? undefined : Array.from({ length: i % 4 }, (_, j) => String(j)),
      struct: { x: BigInt(i), y: { z: String(i) } },
    }));
    expect(await readParquet(join(fixtures, `kinds.${version}.parquet`))).toEqual(rows);
  });

  it.each([
    ['run', /claims a run of 100000000 values, more than the 10 it has left/],
    ['levels', /levels for fewer than its 10 values/],
    ['blocks', /blocks of 128 numbers in -1 parts/],
    ['numbers', /claims a run of 100000000 values/],
    ['rows', /its rows would take far more memory/],
    ['values', /a page would take far more memory/],
    ['dictionary', /a page would take far more memory/],
    ['page', /a page would take far more memory/],
    ['prefixes', /would take far more memory/],
    ['broken', /is not a parquet file that can be read/],
  ])('refuses a small file that claims far more than it holds: %s', async (name, message) => {
    const refused = readParquet(join(fixtures, `hostile.${name}.parquet`));
    await expect(refused).rejects.toMatchObject({ code: 'FORMAT_PARQUET' });
    await expect(refused).rejects.toThrow(message);
  });

  it('refuses metadata with a number without end, which would take the square of its length', async () => {
    const path = join(folder, 'rows.parquet');
    const footer = Buffer.concat([
      Buffer.from([0x36]),
      Buffer.alloc(1e6, 0xff),
      Buffer.from([0, 0]),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await writeFile(
      path,
      Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]),
    );
    await expect(readParquet(path)).rejects.toThrow(/a number without end/);
  });

  it.each(['V1', 'V2'])('reads runs that DuckDB fills up, of its %s', async (version) => {
    const rows = await readParquet(join(fixtures, `duckdb.${version}.parquet`));
    const expected = Array.from({ length: 300 }, (_, i) => ({
      text: `text ${i % 3}`,
      number: i % 2 === 1 ? null : i,
    }));
    expect(rows).toEqual(expected);
  });

  it('keeps bytes that are no text, and a byte-order mark in one', async () => {
    expect(await readParquet(join(fixtures, 'bytes.parquet'))).toEqual([
      { bytes: Uint8Array.of(0xff, 0xd8, 0), list: [Uint8Array.of(0xfe)], text: '\ufeffmark' },
      { bytes: new Uint8Array(), list: [], text: '' },
      { bytes: null, list: undefined, text: null },
    ]);
  });

  it('refuses a text that is not UTF-8', async () => {
    await expect(readParquet(join(fixtures, 'not-utf8.parquet'))).rejects.toThrow(
      /a text is not UTF-8/,
    );
  });

  it('reads what its writer noted in the footer', async () => {
    const notes = await readParquetNotes(join(fixtures, 'rows.snappy.parquet'));
    expect([...notes.keys()]).toEqual(['ARROW:schema']);
  });

  it('reports a file that is missing, empty or no parquet', async () => {
    const path = join(folder, 'rows.parquet');
    await expect(readParquet(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
    for (const content of ['', '<!doctype html>', 'PAR1'.repeat(4)]) {
      await writeFile(path, content);
      await expect(readParquet(path)).rejects.toMatchObject({ code: 'FORMAT_PARQUET' });
    }
  });

  it('reports any file that is cut short', async () => {
    const path = join(folder, 'rows.parquet');
    const whole = await readFile(join(fixtures, 'rows.snappy.parquet'));
    for (let length = 0; length < whole.byteLength; length += 37) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readParquet(path)).rejects.toBeInstanceOf(FormatError);
    }
  });
});
