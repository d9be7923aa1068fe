import { HubError, resolveDataset, type ResolveOptions } from '@singlora/hub';
import { builtInRows } from './builtin/rows.ts';
import { GlueError, messages } from './errors.ts';
import { readSplit, type TaskFiles } from './files.ts';
import { findInFolder } from './folder.ts';
import { notices } from './notices.ts';
import type { Row } from './row.ts';
import { glueRepository, type GlueSplit, type GlueTask } from './tasks.ts';

/** What a run's record keeps of the rows it used. */
export interface GlueAsset {
  readonly kind: 'dataset';
  readonly id: string;
  readonly revision: string;
  readonly source: 'folder' | 'cache' | 'hub' | 'built-in';
  /** for people */
  readonly origin: string;
  /** by file */
  readonly sha256: Readonly<Record<string, string>>;
  /** says what the rows stand in for, when they are not all of GLUE's */
  readonly standIn?: string;
}

export interface GlueRows {
  readonly task: GlueTask;
  readonly train: Row[];
  readonly dev: Row[];
  readonly asset: GlueAsset;
  readonly builtIn: boolean;
}

export interface LoadRowsOptions extends ResolveOptions {
  /** look here and nowhere else */
  readonly folder?: string;
}

/**
 * A task's rows: an explicit folder, or else the Hugging Face cache, the Hub, and, only where no network can be
 * reached, the built-in rows. Files that are found but damaged or of the wrong kind are errors, never a reason to
 * fall back. Throws GlueError, and what `hub` and `formats` throw.
 */
export async function loadRows(task: GlueTask, options: LoadRowsOptions = {}): Promise<GlueRows> {
  const { folder, onNotice: notice = () => undefined } = options;
  let files: TaskFiles;
  try {
    files =
      folder === undefined ? await findOnHub(task, options) : await findInFolder(task, folder);
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'HUB_OFFLINE')) throw error;
    notice(notices.builtIn(task));
    return builtInRows(task);
  }
  const train = await readSplit(task, files.train);
  const dev = await readSplit(task, files.dev);
  const skipped = train.skipped + dev.skipped;
  if (skipped > 0) notice(notices.skipped(task, skipped));
  const standIn = notices.partial(task, train.rows.length, dev.rows.length);
  if (standIn !== undefined) notice(`Partial data: ${standIn}`);
  return {
    task,
    train: train.rows,
    dev: dev.rows,
    builtIn: false,
    asset: {
      kind: 'dataset',
      id: `${glueRepository}/${task.name}`,
      revision: files.revision,
      source: files.source,
      origin: files.origin,
      sha256: { [files.train.name]: files.train.sha256, [files.dev.name]: files.dev.sha256 },
      ...(standIn === undefined ? {} : { standIn }),
    },
  };
}

async function findOnHub(task: GlueTask, options: ResolveOptions): Promise<TaskFiles> {
  const { train, dev } = task.splits;
  const assets = await resolveDataset(glueRepository, [train.parquet, dev.parquet], options);
  const file = (split: GlueSplit) => {
    const found = assets.files[split.parquet];
    if (found === undefined) {
      throw new GlueError('GLUE_FILE', messages.file(glueRepository, split.parquet));
    }
    return {
      layout: 'parquet' as const,
      path: found.path,
      name: split.parquet,
      sha256: found.sha256,
    };
  };
  return {
    source: assets.source === 'cache' ? 'cache' : 'hub',
    revision: assets.revision,
    origin: assets.origin,
    train: file(train),
    dev: file(dev),
  };
}
