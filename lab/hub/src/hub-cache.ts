import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assets } from './assets.ts';

/** The end of the name of a blob that is not complete yet. */
export const incomplete = '.singlora.incomplete';

/** A repository in the cache, in huggingface_hub's layout. */
export type CachedRepository = ReturnType<typeof cachedRepository>;

export function cachedRepository(cache: string, kind: Assets['kind'], id: string) {
  const folder = join(cache, `${kind}s--${id.replaceAll('/', '--')}`);
  return {
    id,
    folder,
    blob: (etag: string) => join(folder, 'blobs', etag),
    ref: (revision: string) => join(folder, 'refs', revision),
    snapshot: (commit: string) => join(folder, 'snapshots', commit),
  };
}

const commit = /^[0-9a-f]{40}$/;

export function isCommit(revision: string): boolean {
  return commit.test(revision);
}

/** The commit of a revision, if the cache has any of its files. */
export async function cachedCommit(repository: CachedRepository, revision: string) {
  const found = isCommit(revision)
    ? revision
    : (await readFile(repository.ref(revision), 'utf8').catch(() => '')).trim();
  if (!isCommit(found)) return undefined;
  const snapshot = await stat(repository.snapshot(found)).catch(() => undefined);
  return snapshot?.isDirectory() === true ? found : undefined;
}

/** Ids of the models in the cache, with any files. */
export async function cachedModels(cache: string): Promise<string[]> {
  const folders = await readdir(cache).catch(() => []);
  return folders
    .filter((name) => name.startsWith('models--'))
    .map((name) => name.slice('models--'.length).replace('--', '/'));
}
