import { layouts, type LayoutName } from './layouts.ts';
import { toRows, type ReadRows } from './row.ts';
import type { GlueSplit, GlueTask, SourceFile } from '@singlora/records';

/** One split's file, found and fingerprinted. */
export interface SplitFile {
  readonly split: GlueSplit;
  readonly layout: LayoutName;
  readonly file: SourceFile;
  readonly path: string;
  /** SHA-256 of the file, and of the list that says which rows of it count, by the names they are recorded under */
  readonly sha256: Readonly<Record<string, string>>;
}

/** A task's files and where they come from. */
export interface TaskFiles {
  readonly source: 'folder' | 'cache' | 'hub';
  readonly revision: string;
  readonly origin: string;
  readonly files: readonly SplitFile[];
}

/** Reads and checks one split. Throws GlueError, and what `formats` throws. */
export async function readSplit(task: GlueTask, found: SplitFile): Promise<ReadRows> {
  const { layout, path, file, split } = found;
  const { records, columns, names } = await layouts[layout](task, path, file);
  const test = task.splits.test.some(({ name }) => name === split.name);
  return toRows(task, records, columns, { where: path, test, names });
}
