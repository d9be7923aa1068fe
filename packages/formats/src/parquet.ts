import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FormatError, missingColumns, parquetError } from './errors.ts';
import { openBytes } from './open-bytes.ts';

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
const parsers = { stringFromBytes: textOf, jsonFromBytes: textOf };

/** 64-bit integers as numbers where that is exact. */
function exactNumber(value: unknown): unknown {
  const exact = typeof value === 'bigint' && BigInt.asIntN(54, value) === value;
  return exact ? Number(value) : value;
}

/** Opens the file and its footer for as long as `use` takes. */
async function withFooter<T>(
  path: string,
  use: (file: AsyncBuffer, metadata: FileMetaData) => T | Promise<T>,
): Promise<T> {
  const bytes = await openBytes(path);
  const file: AsyncBuffer = {
    byteLength: bytes.size,
    slice: async (start, end = bytes.size) =>
      (await bytes.read(start, Math.min(end, bytes.size))).buffer as ArrayBuffer,
  };
  try {
    return await use(file, await parquetMetadataAsync(file, { geoparquet: false }));
  } catch (cause) {
    throw cause instanceof FormatError ? cause : parquetError(path, cause);
  } finally {
    await bytes.close();
  }
}

/**
 * The rows of a parquet file, with all columns or those named. 64-bit integers come as numbers
 * where that is exact, as bigint otherwise.
 *
 * @throws FormatError `FORMAT_PARQUET` for content that cannot be read, or missing columns; `FORMAT_UNREADABLE`
 */
export function readParquet(path: string, columns?: readonly string[]): Promise<Row[]> {
  return withFooter(path, async (file, metadata) => {
    const present = parquetSchema(metadata).children.map((child) => child.element.name);
    const missing = (columns ?? []).filter((column) => !present.includes(column));
    if (missing.length > 0) throw missingColumns(path, missing, present);
    const wanted = columns && { columns: [...columns] };
    const reading = { file, metadata, compressors, parsers, utf8: false, geoparquet: false };
    const rows: Row[] = await parquetReadObjects({ ...reading, ...wanted });
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
