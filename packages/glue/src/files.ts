import { readParquet, readTsv } from '@singlora/formats';
import { labelById, labelByName, toRows, type Row } from './row.ts';
import type { GlueTask } from './tasks.ts';

/** One split's file, found and fingerprinted. */
export interface SplitFile {
  readonly layout: 'parquet' | 'tsv';
  readonly path: string;
  /** the name its hash is recorded under */
  readonly name: string;
  readonly sha256: string;
}

/** A task's two files and where they come from. */
export interface TaskFiles {
  readonly source: 'folder' | 'cache' | 'hub';
  readonly revision: string;
  readonly origin: string;
  readonly train: SplitFile;
  readonly dev: SplitFile;
}

/** Reads and checks one split. Label ids become positions in the task's own label names, whatever the layout stores. */
export async function readSplit(
  task: GlueTask,
  file: SplitFile,
): Promise<{ rows: Row[]; skipped: number }> {
  return file.layout === 'parquet'
    ? toRows(
        await readParquet(file.path),
        task.columns.parquet,
        labelById(task.labels, file.path),
        file.path,
      )
    : toRows(
        await readTsv(file.path),
        task.columns.tsv,
        labelByName(task.labels, file.path),
        file.path,
      );
}
