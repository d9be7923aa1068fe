import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chance,
  damagedBytes,
  edges,
  pick,
  readsOrRefuses,
  type Draw,
} from '../damaged.test.support.ts';
import { FormatError } from '../errors.ts';
import { readParquet, readParquetNotes } from './read.ts';

const rows = 'rows.parquet';
/** Files that pyarrow and DuckDB wrote. */
const written = [
  ...['kinds.1.0', 'kinds.2.0', 'rows.snappy', 'rows.zstd', 'duckdb.V1', 'duckdb.V2', 'bytes'],
];
/** Small files that hold much more data, or claim to; `parquet_hostile.py` makes them. */
const swollen = ['blocks', 'dictionary', 'levels', 'numbers', 'page', 'rows', 'run', 'values'];
const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', `${name}.parquet`));

/** Replaces a byte by a number in the compact form of Thrift: zigzag, in bytes of seven bits. */
function otherNumber(draw: Draw, bytes: Buffer): Buffer {
  const number = BigInt(pick(draw, edges));
  const coded: number[] = [];
  let rest = BigInt.asUintN(64, (number << 1n) ^ (number >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) coded.push(Number(rest & 0x7fn) | 0x80);
  const at = draw.integer(bytes.length);
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from([...coded, Number(rest)]),
    bytes.subarray(at + 1),
  ]);
}

const damagedPart = (draw: Draw, bytes: Buffer): Buffer =>
  chance(draw, 0.5) ? otherNumber(draw, bytes) : damagedBytes(draw, bytes);

readsOrRefuses('a file of parquet', {
  sound: written.map((name) => ({ [rows]: fixture(name) })),
  /** Damages the pages or the footer, whose length is then corrected. */
  damaged(draw, { [rows]: file = '' }) {
    const bytes = Buffer.from(chance(draw, 0.3) ? fixture(`hostile.${pick(draw, swollen)}`) : file);
    if (chance(draw, 0.2)) return { [rows]: damagedBytes(draw, bytes) };
    const end = bytes.length - 8;
    const start = end - bytes.readUInt32LE(end);
    let pages: Buffer = bytes.subarray(0, start);
    let footer: Buffer = bytes.subarray(start, end);
    do
      if (chance(draw, 0.5)) footer = damagedPart(draw, footer);
      else pages = damagedPart(draw, pages);
    while (chance(draw, 0.3));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return { [rows]: Buffer.concat([pages, footer, length, Buffer.from('PAR1')]) };
  },
  async read(folder) {
    await readParquetNotes(join(folder, rows));
    await readParquet(join(folder, rows));
  },
  refusals: [FormatError],
});
