import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormatError } from './errors.ts';
import { readParquet, readParquetNotes } from './parquet.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
});
afterEach(() => rm(folder, { recursive: true }));

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

  it('reads only the columns asked for', async () => {
    const rows = await readParquet(join(fixtures, 'rows.snappy.parquet'), ['label']);
    expect(rows).toEqual([{ label: 0 }, { label: 2 }, { label: 1 }]);
  });

  it('reads what its writer noted in the footer', async () => {
    const notes = await readParquetNotes(join(fixtures, 'rows.snappy.parquet'));
    expect([...notes.keys()]).toEqual(['ARROW:schema']);
  });

  it('names a column that is not there', async () => {
    await expect(
      readParquet(join(fixtures, 'rows.snappy.parquet'), ['label', 'text']),
    ).rejects.toThrow(/no column text; its columns are premise, hypothesis, label, idx/);
  });

  it('reports a file that is missing, empty or no parquet', async () => {
    const path = join(folder, 'rows.parquet');
    await expect(readParquet(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
    for (const content of ['', '<!doctype html>', 'PAR1'.repeat(4)]) {
      await writeFile(path, content);
      await expect(readParquet(path)).rejects.toMatchObject({ code: 'FORMAT_PARQUET' });
    }
  });

  it('reads a file with a changed byte, or reports it', async () => {
    const path = join(folder, 'rows.parquet');
    const whole = await readFile(join(fixtures, 'rows.snappy.parquet'));
    for (let at = 0; at < whole.byteLength; at += 3) {
      const changed = Buffer.from(whole);
      changed[at] = 0xff;
      await writeFile(path, changed);
      const read = readParquet(path).catch((error: unknown) => error);
      expect(await read).toSatisfy((one) => Array.isArray(one) || one instanceof FormatError);
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
