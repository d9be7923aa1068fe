import { isOffline, type ResolveOptions } from '@singlora/hub';
import { builtInRows } from './built-in.ts';
import { GlueError, messages } from './errors.ts';
import { type TaskFiles, wantedSplits, type WantedSplits } from './find.ts';
import { findInFolder } from './folder.ts';
import { findOnHub } from './hub-files.ts';
import { notices } from './notices.ts';
import { readSplit } from './read-split.ts';
import type { GlueRows, ReadRows } from './row.ts';
import type { DatasetSplit, GlueTask } from '@singlora/records';

/** Where to look for rows, and which splits to load. */
export interface LoadRowsOptions extends ResolveOptions {
  /** the only folder to look in */
  readonly folder?: string;
  /** the required dev splits; default: the task's splits that the source has */
  readonly splits?: readonly string[];
  /** whether to load the test rows too */
  readonly test?: boolean;
}

/**
 * Loads a task's rows from an explicit folder, or else from the Hugging Face cache or the Hub. Only without a
 * network does it use the built-in rows, for tasks that have them. Files that are damaged or of the wrong kind are
 * errors, never a reason to fall back. Throws GlueError, and errors of `hub` and `formats`.
 */
export async function loadRows(task: GlueTask, options: LoadRowsOptions = {}): Promise<GlueRows> {
  const { repository } = task;
  const { onNotice: notice = () => undefined } = options;
  const folder = options.folder ?? (repository === undefined ? (task.folder ?? '.') : undefined);
  const wanted = wantedSplits(task, options);
  let found: TaskFiles;
  try {
    found = await (folder === undefined
      ? findOnHub(task, repository ?? '', wanted, options)
      : findInFolder(task, wanted, folder));
  } catch (error) {
    if (!isOffline(error)) throw error;
    const builtIn = canBeBuiltIn(task, wanted) ? builtInRows(task) : undefined;
    if (!builtIn) {
      throw new GlueError('GLUE_ROWS', messages.noRows(task, error.message), { cause: error });
    }
    notice(notices.builtIn(task));
    return builtIn;
  }
  return readRows(task, wanted, found, notice);
}

/** Whether built-in rows suffice: they are training rows and rows of the first dev split. */
function canBeBuiltIn({ splits: { train, dev } }: GlueTask, { required }: WantedSplits): boolean {
  return required.every((split) => split === train || split === dev[0]);
}

async function readRows(
  task: GlueTask,
  { required, optional }: WantedSplits,
  found: TaskFiles,
  notice: (line: string) => void,
): Promise<GlueRows> {
  const splits = new Map<string, ReadRows>();
  for (const file of found.files) splits.set(file.split.name, await readSplit(task, file));
  for (const line of notices.leftOut(task, [...splits.values()])) notice(line);
  const absent = optional.filter(({ name }) => !splits.has(name));
  for (const split of absent) notice(notices.absent(task, split, found.origin));
  const have = [...required, ...optional].map((split) => ({
    split,
    rows: splits.get(split.name)?.rows.length ?? 0,
  }));
  const standIn = notices.partial(have.filter(({ split }) => !absent.includes(split)));
  const [first] = found.files;
  const train = splits.get(task.splits.train.name)?.rows ?? [];
  if (first && train.every(({ label }) => label === train[0]?.label))
    notice(notices.oneLabel(task, first.path, train.length));
  if (standIn !== undefined) notice(`Partial data: ${standIn}`);
  const byName = (of: readonly DatasetSplit[]) =>
    Object.fromEntries(
      of.flatMap(({ name }) => {
        const rows = splits.get(name)?.rows;
        return rows ? [[name, rows]] : [];
      }),
    );
  return {
    task,
    train,
    dev: byName(task.splits.dev),
    test: byName(task.splits.test),
    builtIn: false,
    asset: {
      kind: 'dataset',
      id: task.repository === undefined ? task.name : `${task.repository}/${task.name}`,
      revision: found.revision,
      source: found.source,
      origin: found.origin,
      sha256: {
        ...(task.sha256 === undefined ? {} : { description: task.sha256 }),
        ...hashesOf(found),
      },
      ...(task.describedIn !== undefined && { describedIn: task.describedIn }),
      ...(standIn === undefined ? {} : { standIn }),
    },
  };
}

/** The SHA-256 of each file by its name; files of one name in several folders are named by split, too. */
function hashesOf({ files }: TaskFiles): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { split, sha256 } of files)
    for (const [name, hash] of Object.entries(sha256))
      hashes[(hashes[name] ?? hash) === hash ? name : `${split.name}/${name}`] = hash;
  return hashes;
}
