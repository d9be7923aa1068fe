import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, readParquet, readParquetNotes } from '@singlora/formats';
import { chance, pick } from '../draw.ts';
import { makeParquet } from '../parquet-file.ts';
import type { Reader } from '../reader.ts';

const packages = join(import.meta.dirname, '..', '..', '..', 'packages');
const written = [
  'formats/src/fixtures/rows.snappy',
  'formats/src/fixtures/rows.zstd',
  'glue/src/fixtures/stsb',
].map((name) => readFileSync(join(packages, `${name}.parquet`)));

/** Files made here, and now and then one that pyarrow wrote. */
export const parquet: Reader = {
  make: (draw, damage) => (chance(draw, 0.1) ? pick(draw, written) : makeParquet(draw, damage)),
  read: async (input, folder) => {
    const path = join(folder, 'rows.parquet');
    writeFileSync(path, input);
    await readParquetNotes(path);
    await readParquet(path);
  },
  refuses: (error) => error instanceof FormatError,
};
