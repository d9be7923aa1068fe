import { readFile } from 'node:fs/promises';
import {
  parquetMetadata,
  parquetSchema,
  type FileMetaData,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { assembleAsync, asyncGroupToRows } from 'hyparquet/src/rowgroup.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { FormatError, missingColumns, parquetError, unreadable } from './errors.ts';

type Row = Record<string, unknown>;

/** A byte-order mark at the start of a text is part of it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error('a text is not UTF-8');
  }
}

/** JSON stays text. */
const parsers = { ...DEFAULT_PARSERS, stringFromBytes: textOf, jsonFromBytes: textOf };

/** 64-bit integers as numbers where that is exact. */
function exactNumber(value: unknown): unknown {
  const exact = typeof value === 'bigint' && BigInt.asIntN(54, value) === value;
  return exact ? Number(value) : value;
}

/** Reads the file, and its footer for `use`. It is read as a whole, so that no part is awaited when another fails. */
async function withFooter<T>(
  path: string,
  use: (file: ArrayBuffer, metadata: FileMetaData) => T | Promise<T>,
): Promise<T> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    return await use(file, parquetMetadata(file, { geoparquet: false }));
  } catch (cause) {
    throw cause instanceof FormatError ? cause : parquetError(path, cause);
  }
}

/** The rows of a group. Columns are decoded one after the other: of hyparquet's own promises, some are left alone where another fails. */
async function readGroup(
  file: ArrayBuffer,
  tree: SchemaTree,
  { columns, num_rows }: RowGroup,
  wanted: string[],
): Promise<Row[]> {
  const groupRows = Number(num_rows);
  const whole = { groupStart: 0, groupRows, selectStart: 0, selectEnd: groupRows };
  const asyncColumns = columns.flatMap(({ meta_data: meta }) => {
    const { path_in_schema: pathInSchema = [] } = meta ?? {};
    if (!meta || !wanted.includes(pathInSchema[0] ?? '')) return [];
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const chunk = file.slice(start, start + Number(meta.total_compressed_size));
    const schemaPath = getTreePath(tree, pathInSchema);
    const { element } = schemaPath[schemaPath.length - 1] as SchemaTree;
    const decoder = { ...meta, pathInSchema, schemaPath, element, parsers, compressors };
    const reader = { view: new DataView(chunk), offset: 0 };
    const data = readColumn(reader, whole, { ...decoder, utf8: false });
    return { pathInSchema, data: Promise.resolve(data) };
  });
  const group = assembleAsync({ ...whole, asyncColumns }, tree, parsers);
  for (const { data } of group.asyncColumns) data.catch(() => undefined);
  return asyncGroupToRows(group, 0, groupRows, wanted, 'object');
}

/**
 * The rows of a parquet file, with all columns or those named. 64-bit integers come as numbers
 * where that is exact, as bigint otherwise.
 *
 * @throws FormatError `FORMAT_PARQUET` for content that cannot be read, or missing columns; `FORMAT_UNREADABLE`
 */
export function readParquet(path: string, columns?: readonly string[]): Promise<Row[]> {
  return withFooter(path, async (file, metadata) => {
    const tree = parquetSchema(metadata);
    const present = tree.children.map((child) => child.element.name);
    const missing = (columns ?? []).filter((column) => !present.includes(column));
    if (missing.length > 0) throw missingColumns(path, missing, present);
    const wanted = columns ? [...columns] : present;
    const rows: Row[] = [];
    for (const group of metadata.row_groups)
      for (const row of await readGroup(file, tree, group, wanted)) rows.push(row);
    for (const row of rows) for (const name in row) row[name] = exactNumber(row[name]);
    return rows;
  });
}

/**
 * What the writers of a parquet file noted in its footer, by key; Hugging Face's data sets keep their class names
 * under `huggingface`.
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
