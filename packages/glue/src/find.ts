import type { DatasetSplit, DescribedFile, GlueTask, TaskColumns } from '@singlora/records';

/** One split's file, found and fingerprinted. */
export interface SplitFile {
  readonly split: DatasetSplit;
  readonly file: DescribedFile;
  readonly path: string;
  /** of which the first that the file has are meant */
  readonly columns: readonly TaskColumns[];
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

/** The names that a split's file may have, the first that is there. */
export const filesOf = (files: GlueTask['files'], { name }: DatasetSplit): DescribedFile[] =>
  [files[name] ?? []].flat().map((file) => (typeof file === 'string' ? { path: file } : file));
