import { dirname, join } from 'node:path';
import { readJsonl, readParquet, readParquetNotes, readTsv } from '@singlora/formats';
import { declaredNames } from './declared-names.ts';
import type { FileRow } from './row.ts';
import type { GlueColumns, GlueTask, SourceFile } from '@singlora/records';

/** What a file holds, before it is checked. */
interface Content {
  readonly records: readonly FileRow[];
  /** the names that the columns may have, of which the first that fit are meant */
  readonly columns: readonly GlueColumns[];
  /** the class names by id, where the file declares them */
  readonly names?: readonly string[] | undefined;
}

export type LayoutName = 'parquet' | 'tsv' | 'jsonl';

type ReadFile = (task: GlueTask, path: string, file: SourceFile) => Promise<Content>;

/** How each layout's files are read. */
export const layouts: Readonly<Record<LayoutName, ReadFile>> = {
  parquet: async ({ columns: { hub } }, path) => ({
    records: await readParquet(path),
    columns: [hub],
    names: declaredNames(await readParquetNotes(path), hub.label),
  }),

  tsv: async (task, path, { header, only }) => {
    const records = await readTsv(path, {
      ...(header && { columns: header }),
      keepDamaged: task.hasDamagedLines ?? false,
    });
    return {
      records: only ? await chosen(records, join(dirname(path), only.ids), only) : records,
      columns: [task.columns.tsv],
    };
  },

  jsonl: async ({ columns: { hub } }, path) => ({
    records: await readJsonl(path),
    columns: [hub, ...plain[hub.texts.length].map((texts) => ({ ...hub, texts }))],
  }),
};

/** The names that people give columns of one text or two. */
const plain: Readonly<Record<1 | 2, readonly GlueColumns['texts'][]>> = {
  1: [['sentence'], ['text']],
  2: [['sentence1', 'sentence2']],
};

/** The records that the list of ids is about, numbered as they were among all. */
async function chosen(
  records: readonly FileRow[],
  ids: string,
  { columns, listed }: NonNullable<SourceFile['only']>,
): Promise<FileRow[]> {
  const key = (record: FileRow) => columns.map((column) => String(record[column])).join('\t');
  const known = new Set((await readTsv(ids, { columns })).map(key));
  return records
    .map((record, index) => ({ ...record, index }))
    .filter((record) => known.has(key(record)) === listed);
}
