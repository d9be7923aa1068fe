import { isOffline, resolveDataset, type Assets, type ResolveOptions } from '@singlora/hub';
import { GlueError, messages } from './errors.ts';
import { filesOf, type SplitFile, type TaskFiles, type WantedSplits } from './find.ts';
import type { DatasetSplit, GlueTask } from '@singlora/records';

/**
 * The task's files in the Hugging Face cache or from the Hub. Without a network the cache may lack the optional ones.
 * Throws GLUE_FILE where some of the required ones are missing, and HubError.
 */
export async function findOnHub(
  task: GlueTask,
  repository: string,
  { required, optional }: WantedSplits,
  options: ResolveOptions,
): Promise<TaskFiles> {
  const { env = process.env } = options;
  const resolve = (splits: readonly DatasetSplit[], from = options) =>
    resolveDataset(
      repository,
      splits.map(({ path }) => path),
      from,
    ).then((assets) => taskFiles(task, assets, splits));
  /** The files of these splits from the cache, without the network. */
  const resolveCached = (splits: readonly DatasetSplit[]) =>
    resolve(splits, { ...options, env: { ...env, HF_HUB_OFFLINE: '1' } }).catch(
      (error: unknown) => {
        if (isOffline(error)) return undefined;
        throw error;
      },
    );
  try {
    return await resolve([...required, ...optional]);
  } catch (error) {
    if (!isOffline(error)) throw error;
    const some = optional.length > 0 ? await resolveCached(required) : undefined;
    if (some) return some;
    const cached = await Promise.all(required.map((split) => resolveCached([split])));
    const missing = required.filter((_, at) => cached[at] === undefined);
    if (missing.length === required.length) throw error;
    throw new GlueError('GLUE_FILE', messages.files(task, missing, error.message), {
      cause: error,
    });
  }
}

function taskFiles(task: GlueTask, assets: Assets, splits: readonly DatasetSplit[]): TaskFiles {
  const file = (split: DatasetSplit): SplitFile => {
    const [described = { path: split.path }] = filesOf(task.files, split);
    const found = assets.files[split.path];
    if (found === undefined) throw new TypeError(`${split.path} was resolved without a file`);
    const { path, sha256 } = found;
    return {
      split,
      file: described,
      path,
      columns: [described.columns ?? task.columns],
      sha256: { [split.path]: sha256 },
    };
  };
  return {
    source: assets.source === 'cache' ? 'cache' : 'hub',
    revision: assets.revision,
    origin: assets.origin,
    files: splits.map(file),
  };
}
