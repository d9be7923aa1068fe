import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GlueError, messages } from './errors.ts';
import { filesOf, type TaskFiles, type WantedSplits } from './find.ts';
import type { DatasetSplit, DescribedFile, GlueTask, TaskPlace } from '@singlora/records';

/** The task's files in a folder. Throws GLUE_FOLDER with all names that were tried. */
export async function findInFolder(
  task: GlueTask,
  { required, optional }: WantedSplits,
  folder: string,
): Promise<TaskFiles> {
  const { files, columns, elsewhere = [] } = task;
  const places: readonly TaskPlace[] = [{ files, columns: [columns] }, ...elsewhere];
  const looked: string[] = [];
  for (const place of places) {
    const needed = await Promise.all(required.map((split) => find(place, folder, split)));
    if (needed.includes(undefined)) {
      const names = required.map((split, at) => {
        const possible = filesOf(place.files, split).map(described).join(' or ');
        return `${pathIn(place, folder, possible)}${needed[at] ? ' (found)' : ''}`;
      });
      looked.push(names.join(', '));
      continue;
    }
    const others = await Promise.all(optional.map((split) => find(place, folder, split)));
    const found = [...needed, ...others].filter((file) => file !== undefined);
    return { source: 'folder', revision: 'local', origin: `folder ${folder}`, files: found };
  }
  throw new GlueError('GLUE_FOLDER', messages.folder(task.title, folder, looked));
}

const pathIn = ({ folder = '.' }: TaskPlace, under: string, path: string) =>
  resolve(under, folder, path);

async function find(place: TaskPlace, folder: string, split: DatasetSplit) {
  for (const file of filesOf(place.files, split)) {
    const path = pathIn(place, folder, file.path);
    const ids = file.only && resolve(dirname(path), file.only.ids);
    if (!(await isFile(path)) || (ids !== undefined && !(await isFile(ids)))) continue;
    const decisive = ids === undefined ? [path] : [path, ids];
    const hashes = decisive.map(async (one) => [basename(one), await sha256Of(one)] as const);
    const sha256 = Object.fromEntries(await Promise.all(hashes));
    return { split, file, path, columns: file.columns ? [file.columns] : place.columns, sha256 };
  }
  return undefined;
}

function described({ path, only }: DescribedFile): string {
  return only ? `${path} with ${only.ids}` : path;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
