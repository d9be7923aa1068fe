import { open } from 'node:fs/promises';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FormatError, missingColumns, parquetError, unreadable } from './errors.ts';

async function openBuffer(path: string): Promise<AsyncBuffer & { close(): Promise<void> }> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const target = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let done = 0; done < target.byteLength;) {
        const { bytesRead } = await file.read(target, done, target.byteLength - done, start + done);
        if (bytesRead === 0) throw new Error('the file ends too soon');
        done += bytesRead;
      }
      return target.buffer;
    },
    close: () => file.close(),
  };
}

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
  const file = await openBuffer(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    return await use(file, await parquetMetadataAsync(file));
  } catch (cause) {
    throw cause instanceof FormatError ? cause : parquetError(path, cause);
  } finally {
    await file.close();
  }
}

/**
 * The rows of a parquet file, with all columns or those named. 64-bit integers come as numbers
 * where that is exact, as bigint otherwise.
 *
 * @throws FormatError `FORMAT_PARQUET` for unsound content or missing columns, `FORMAT_UNREADABLE`
 */
export function readParquet(
  path: string,
  columns?: readonly string[],
): Promise<Record<string, unknown>[]> {
  return withFooter(path, async (file, metadata) => {
    const present = parquetSchema(metadata).children.map((child) => child.element.name);
    const missing = (columns ?? []).filter((column) => !present.includes(column));
    if (missing.length > 0) throw missingColumns(path, missing, present);
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      ...(columns && { columns: [...columns] }),
    });
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exactNumber(value)])),
    );
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
