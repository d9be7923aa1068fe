import { extname } from 'node:path';
import { eachCsvRow, type CsvOptions } from './csv.ts';
import { FormatError, noTable } from './errors.ts';
import { eachJsonRow } from './jsonl.ts';
import { readParquet } from './parquet/read.ts';
import type { TakeRow } from './table-rows.ts';
import { eachTsvRow } from './tsv.ts';

/** How rows are read. */
interface RowOptions extends CsvOptions {
  /** The columns that the caller reads. A parquet file that has all of them is read without its others. */
  readonly needed?: readonly string[];
}

/** A reader of rows, and how messages count them: lines from 1, parquet's rows from 0. */
interface Reader {
  readonly unit: 'line' | 'row';
  /** Whether fields are named by their position where there is no header. */
  readonly headerless?: boolean;
  readonly each: (path: string, take: TakeRow, options: RowOptions) => Promise<void>;
}

const tsv: Reader = { unit: 'line', headerless: true, each: eachTsvRow };
const jsonl: Reader = { unit: 'line', each: (path, take) => eachJsonRow(path, take) };
const csv: Reader = { unit: 'line', headerless: true, each: eachCsvRow };
const parquet: Reader = {
  unit: 'row',
  each: async (path, take, { needed }) => (await readParquet(path, needed)).forEach(take),
};

const readers = new Map<string, Reader>([
  ['.parquet', parquet],
  ['.tsv', tsv],
  ['.txt', tsv],
  ['.csv', csv],
  ['.jsonl', jsonl],
  ['.ndjson', jsonl],
]);

/** The endings of files of rows. */
export const tableEndings: readonly string[] = [...readers.keys()];

/** Receives one row of a file and its place, such as "line 17". */
export type TakePlacedRow = (row: Readonly<Record<string, unknown>>, place: string) => void;

/**
 * Passes on the rows of a file in turn, read by its ending: parquet, tab-separated, comma-separated, JSON lines. With a
 * separator a file is read like comma-separated values, including quotation marks.
 *
 * @throws FormatError `FORMAT_TABLE` for another ending, or a missing header where one is required; the formats' own errors
 */
export async function eachRow(path: string, take: TakePlacedRow, options: RowOptions = {}) {
  const reader = options.separator === undefined ? readers.get(extname(path).toLowerCase()) : csv;
  if (!reader) throw noTable(path, tableEndings);
  const { unit, each, headerless = false } = reader;
  if (options.header === false && !headerless)
    throw new FormatError('FORMAT_TABLE', `${path} names its columns: name them, too.`);
  await each(path, (row, at) => take(row, `${unit} ${at}`), options);
}
