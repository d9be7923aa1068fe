import {
  parquetMetadata,
  type DecodedArray,
  type FileMetaData,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet';
import { assembleAsync } from 'hyparquet/src/rowgroup.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { FormatError, parquetError } from '../errors.ts';
import type { FileBytes } from '../file-bytes.ts';
import { openBytes } from '../open-bytes.ts';
import { quoted } from '../quoted.ts';
import { Budget } from './budget.ts';
import { readChunk } from './pages.ts';
import { checkedSchema } from './schema.ts';
import { passStruct } from './thrift-bounds.ts';

type Row = Record<string, unknown>;

/** The most memory that a field of the metadata, a row, and a row's cell take, in bytes. */
const costs = { field: 250, row: 80, cell: 24 };
/** The bytes after the metadata: its length, and "PAR1". */
const tailBytes = 8;

/** 64-bit integers as numbers where that is exact. */
function exactNumber(value: unknown): unknown {
  const exact = typeof value === 'bigint' && BigInt.asIntN(54, value) === value;
  return exact ? Number(value) : value;
}

async function readFooter(file: FileBytes, budget: Budget): Promise<FileMetaData> {
  if (file.size < tailBytes) throw new Error(`it is only ${file.size} bytes long`);
  const tail = Buffer.from(await file.read(file.size - tailBytes, file.size));
  const length = tail.readUInt32LE(0);
  if (tail.toString('latin1', 4) !== 'PAR1') throw new Error('it does not end with "PAR1"');
  if (length > file.size - tailBytes)
    throw new Error(`its metadata claim ${length} bytes, but the file has only ${file.size}`);
  const footer = await file.read(file.size - tailBytes - length, file.size);
  budget.check(passStruct(footer, 0).elements * costs.field, 'its metadata');
  return parquetMetadata(footer, { geoparquet: false });
}

/** Opens the file and its footer for as long as `use` takes. */
async function withFooter<T>(
  path: string,
  use: (file: FileBytes, metadata: FileMetaData, budget: Budget) => T | Promise<T>,
): Promise<T> {
  const file = await openBytes(path);
  const budget = new Budget(path, file.size);
  try {
    return await use(file, await readFooter(file, budget), budget);
  } catch (cause) {
    throw cause instanceof FormatError ? cause : parquetError(path, cause);
  } finally {
    await file.close();
  }
}

const flattened = (chunks: readonly DecodedArray[]): ArrayLike<unknown> =>
  chunks.length === 1
    ? (chunks[0] as DecodedArray)
    : chunks.flatMap((chunk) => Array.from<unknown>(chunk));

/** The columns of one row group, assembled from their parts where they are nested; all of them, or those of these names. */
async function readGroup(
  file: FileBytes,
  { columns, num_rows }: RowGroup,
  tree: SchemaTree,
  only: ReadonlySet<string> | undefined,
  budget: Budget,
): Promise<{ rows: number; columns: [string, ArrayLike<unknown>][] }> {
  const rows = Number(num_rows);
  if (!(rows >= 0)) throw new Error(`a group claims ${rows} rows`);
  budget.keep(rows * (costs.row + costs.cell * (only?.size ?? tree.children.length)), 'its rows');
  const read: Parameters<typeof assembleAsync>[0]['asyncColumns'] = [];
  for (const { file_path, meta_data: meta } of columns) {
    if (file_path) throw new Error('its columns are in other files');
    if (!meta) throw new Error('a column has no metadata');
    if (only && !only.has(meta.path_in_schema[0] ?? '')) continue;
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= file.size))
      throw new Error('a column lies outside the file');
    const chunk = await file.read(start, end);
    const data = readChunk(chunk, meta, getTreePath(tree, meta.path_in_schema), rows, budget);
    read.push({ pathInSchema: meta.path_in_schema, data: Promise.resolve({ data, skipped: 0 }) });
  }
  const group = {
    groupStart: 0,
    groupRows: rows,
    selectStart: 0,
    selectEnd: rows,
    asyncColumns: read,
  };
  const found: [string, ArrayLike<unknown>][] = [];
  for (const { pathInSchema, data } of assembleAsync(group, tree).asyncColumns) {
    const name = pathInSchema[0] ?? '';
    const values = flattened((await data).data);
    if (values.length !== rows)
      throw new Error(`its column ${quoted(name)} has ${values.length} values for ${rows} rows`);
    found.push([name, values]);
  }
  return { rows, columns: found };
}

/**
 * The rows of a parquet file. 64-bit integers are numbers where that is exact, and bigint otherwise.
 *
 * @param needed where the file has all of these columns, it is read without its others
 * @throws FormatError `FORMAT_PARQUET` for invalid content, or rows that would take far more memory
 *   than the file's size allows; `FORMAT_UNREADABLE`
 */
export function readParquet(path: string, needed?: readonly string[]): Promise<Row[]> {
  return withFooter(path, async (file, metadata, budget) => {
    const tree = checkedSchema(metadata);
    const present = new Set(tree.children.map(({ element }) => element.name));
    const only = needed?.every((name) => present.has(name)) ? new Set(needed) : undefined;
    const rows: Row[] = [];
    for (const group of metadata.row_groups) {
      const read = await readGroup(file, group, tree, only, budget);
      const blank: Row = Object.fromEntries(read.columns.map(([name]) => [name, undefined]));
      for (let i = 0; i < read.rows; i++) {
        const row = { ...blank };
        for (const [name, values] of read.columns) row[name] = exactNumber(values[i]);
        rows.push(row);
      }
    }
    return rows;
  });
}

/**
 * The key-value metadata in a parquet file's footer; Hugging Face's data sets keep their class names under
 * `huggingface`.
 *
 * @throws FormatError `FORMAT_PARQUET`, `FORMAT_UNREADABLE`
 */
export function readParquetNotes(path: string): Promise<Map<string, string>> {
  return withFooter(
    path,
    (_file, { key_value_metadata: notes = [] }) =>
      new Map(notes.map(({ key, value }) => [key, value ?? ''])),
  );
}
