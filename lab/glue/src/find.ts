import { GlueError, messages } from './errors.ts';
import type { DatasetSplit, DescribedFile, GlueTask, TaskColumns } from '@singlora/records';

/** One split's file, found and fingerprinted. */
export interface SplitFile {
  readonly split: DatasetSplit;
  readonly file: DescribedFile;
  readonly path: string;
  /** the possible columns; the first that the file has are used */
  readonly columns: readonly TaskColumns[];
  /** SHA-256 of the file, and of the list of its rows that count, by their names in records */
  readonly sha256: Readonly<Record<string, string>>;
}

/** A task's files and where they come from. */
export interface TaskFiles {
  readonly source: 'folder' | 'cache' | 'hub';
  readonly revision: string;
  readonly origin: string;
  readonly files: readonly SplitFile[];
}

/** The names that a split's file may have; the first that exists is read. */
export const filesOf = (files: GlueTask['files'], { name }: DatasetSplit): DescribedFile[] =>
  [files[name] ?? []].flat().map((file) => (typeof file === 'string' ? { path: file } : file));

/** The splits to load: the required ones must exist, the others may be absent. */
export interface WantedSplits {
  readonly required: readonly DatasetSplit[];
  readonly optional: readonly DatasetSplit[];
}

/**
 * The training split, the requested dev and test splits. Without a request all dev splits are wanted, but a data
 * set of the Hub needs only the first. Throws GLUE_SPLIT for a dev split that the task does not have.
 */
export function wantedSplits(
  task: GlueTask,
  { splits, test = false }: { splits?: readonly string[]; test?: boolean },
): WantedSplits {
  const { train, dev } = task.splits;
  const tests = test ? task.splits.test : [];
  if (splits === undefined) {
    const [first, ...others] = dev;
    return task.repository === undefined
      ? { required: [train, ...dev, ...tests], optional: [] }
      : { required: [train, first, ...tests], optional: others };
  }
  const asked = [...new Set(splits)].map((name) => {
    const split = dev.find((known) => known.name === name);
    if (split) return split;
    throw new GlueError('GLUE_SPLIT', messages.split(task, name));
  });
  return { required: [train, ...asked, ...tests], optional: [] };
}
