import { dirname, extname, join } from 'node:path';
import { eachRow, readParquetNotes } from '@singlora/core/formats';
import type { DescribedFile, GlueTask, TaskColumns } from '@singlora/records';
import type { SplitFile } from './find.ts';
import { rowReader, type FileRow, type ReadRows } from './row.ts';

/** Reads and checks one split. Throws GlueError, and errors of `formats`. */
export async function readSplit(
  task: GlueTask,
  { split, file, path, columns }: SplitFile,
): Promise<ReadRows> {
  const [
    {
      label,
      texts: [first],
    },
  ] = columns as [TaskColumns];
  const names =
    extname(path).toLowerCase() === '.parquet'
      ? declaredNames((await readParquetNotes(path)).get('huggingface'), String(label))
      : undefined;
  const reader = rowReader(task, columns, { where: path, test: split.kind === 'test', names });
  const chosen = await chooser(path, file);
  const needed = columns.flatMap(({ texts, label, id = [] }) => [texts, label, id].flat());
  let position = 0;
  await eachRow(
    path,
    (row, place) => {
      const index = position++;
      if (chosen(row)) reader.take(row, place, index);
    },
    {
      header: typeof first === 'string',
      keepDamaged: task.flawed ?? false,
      needed: [...needed, ...(file.only?.columns ?? [])].map(String),
      ...(file.separator === undefined ? {} : { separator: file.separator }),
    },
  );
  return reader.end();
}

/** A test of whether a row belongs to the split: every row does, unless a list beside the file selects some. */
async function chooser(path: string, { only }: DescribedFile): Promise<(row: FileRow) => boolean> {
  if (!only) return () => true;
  const key = (cells: unknown[]) => cells.join('\t');
  const known = new Set<string>();
  const list = (row: FileRow) => known.add(key([row['0'], row['1']]));
  await eachRow(join(dirname(path), only.ids), list, { header: false });
  return (row) => known.has(key(only.columns.map((column) => row[column]))) === only.listed;
}

/**
 * The class names that a data set of Hugging Face declares for a column, by id; undefined where it declares none.
 * They are in the parquet footer's metadata `huggingface` as `{ info: { features: { <column>: { names } } } }`.
 */
function declaredNames(note: string | undefined, column: string): readonly string[] | undefined {
  const names = ['info', 'features', column, 'names'].reduce(member, parsed(note ?? ''));
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  return areNames ? names : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
