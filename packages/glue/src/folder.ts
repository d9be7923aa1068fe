import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GlueError, messages } from './errors.ts';
import type { SplitFile, TaskFiles } from './files.ts';
import type { LayoutName } from './layouts.ts';
import type { GlueSplit, GlueTask, SourceFile } from '@singlora/records';
import type { WantedSplits } from './wanted.ts';

/** A folder that may hold a task's rows in one layout. */
interface Place {
  readonly layout: LayoutName;
  readonly at: string;
  /** the files that may hold a split, the first that is there */
  readonly files: (split: GlueSplit) => readonly SourceFile[];
}

/** In the order they are tried: the Hub's tree or one task of it, GLUE's download, JSON lines. */
function places({ name, title }: GlueTask, folder: string): Place[] {
  const tree: Place['files'] = ({ parquet }) => [{ name: parquet }];
  const flat: Place['files'] = ({ parquet }) => [{ name: basename(parquet) }];
  const tsv: Place['files'] = (split) => split.tsv;
  const jsonl: Place['files'] = (split) => split.jsonl.map((file) => ({ name: file }));
  return [
    { layout: 'parquet', at: folder, files: tree },
    { layout: 'parquet', at: folder, files: flat },
    { layout: 'tsv', at: folder, files: tsv },
    { layout: 'tsv', at: join(folder, title), files: tsv },
    { layout: 'jsonl', at: folder, files: jsonl },
    { layout: 'jsonl', at: join(folder, name), files: jsonl },
  ];
}

/** The task's files in a folder the user named. Throws GLUE_FOLDER with everything that was looked for. */
export async function findInFolder(
  task: GlueTask,
  { required, optional }: WantedSplits,
  folder: string,
): Promise<TaskFiles> {
  const tried = places(task, folder);
  for (const place of tried) {
    const needed = await Promise.all(required.map((split) => find(place, split)));
    const others = await Promise.all(optional.map((split) => find(place, split)));
    if (needed.includes(undefined)) continue;
    const files = [...needed, ...others].filter((file) => file !== undefined);
    return { source: 'folder', revision: 'local', origin: `folder ${folder}`, files };
  }
  const looked = tried.map(({ at, files }) =>
    required
      .map((split) => files(split).map(described).join(' or '))
      .map((names) => join(at, names))
      .join(', '),
  );
  throw new GlueError('GLUE_FOLDER', messages.folder(task.title, folder, looked));
}

async function find(
  { layout, at, files }: Place,
  split: GlueSplit,
): Promise<SplitFile | undefined> {
  for (const file of files(split)) {
    const path = join(at, file.name);
    const ids = file.only && join(dirname(path), file.only.ids);
    if (!(await isFile(path)) || (ids !== undefined && !(await isFile(ids)))) continue;
    const decisive = ids === undefined ? [path] : [path, ids];
    const hashes = decisive.map(async (one) => [basename(one), await sha256Of(one)] as const);
    return { split, layout, file, path, sha256: Object.fromEntries(await Promise.all(hashes)) };
  }
  return undefined;
}

function described({ name, only }: SourceFile): string {
  return only ? `${name} with ${only.ids}` : name;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
