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

  it('reports any file that is cut short', async () => {
    const path = join(folder, 'rows.parquet');
    const whole = await readFile(join(fixtures, 'rows.snappy.parquet'));
    for (let length = 0; length < whole.byteLength; length += 37) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readParquet(path)).rejects.toBeInstanceOf(FormatError);
    }
  });
});
