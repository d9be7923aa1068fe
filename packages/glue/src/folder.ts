import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GlueError, messages } from './errors.ts';
import type { SplitFile, TaskFiles } from './files.ts';
import type { GlueTask } from './tasks.ts';

interface Candidate {
  readonly layout: SplitFile['layout'];
  readonly train: string;
  readonly dev: string;
}

/** The places a folder may hold a task's rows in: the Hub's tree or one task of it, GLUE's download or one task of it. */
function candidates(task: GlueTask, folder: string): Candidate[] {
  const { train, dev } = task.splits;
  return [
    { layout: 'parquet', train: join(folder, train.parquet), dev: join(folder, dev.parquet) },
    {
      layout: 'parquet',
      train: join(folder, basename(train.parquet)),
      dev: join(folder, basename(dev.parquet)),
    },
    { layout: 'tsv', train: join(folder, train.tsv), dev: join(folder, dev.tsv) },
    {
      layout: 'tsv',
      train: join(folder, task.title, train.tsv),
      dev: join(folder, task.title, dev.tsv),
    },
  ];
}

/** The task's files in a folder the user named. Throws GLUE_FOLDER with everything that was looked for. */
export async function findInFolder(task: GlueTask, folder: string): Promise<TaskFiles> {
  const tried = candidates(task, folder);
  for (const { layout, train, dev } of tried) {
    if (!((await isFile(train)) && (await isFile(dev)))) continue;
    return {
      source: 'folder',
      revision: 'local',
      origin: `folder ${folder}`,
      train: { layout, path: train, name: basename(train), sha256: await sha256Of(train) },
      dev: { layout, path: dev, name: basename(dev), sha256: await sha256Of(dev) },
    };
  }
  throw new GlueError(
    'GLUE_FOLDER',
    messages.folder(
      task.title,
      folder,
      tried.map(({ train, dev }) => `${train} and ${dev}`),
    ),
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
