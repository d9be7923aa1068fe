import { writeFileAtomic } from '@singlora/core/formats';
import { withLock } from '@singlora/core/disk';
import { rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFile } from './asset-files.ts';
import type { ResolveOptions } from './assets.ts';
import { asHubError, cacheFault, HubError, noRoom, wrongHash } from './errors.ts';
import { hashLike } from './hashes.ts';
import { incomplete, isCommit, type CachedRepository } from './hub-cache.ts';
import type { Place } from './place.ts';
import type { HubClient, RemoteFile } from './hub-client.ts';
import { putIntoSnapshot } from './put-into-snapshot.ts';
import { fileSize, transferAll, type Transfer } from './transfer.ts';

async function checkHash({ hash }: RemoteFile, path: string, what: string): Promise<void> {
  const found = await hashLike(hash, path);
  if (found !== hash) throw wrongHash(what, hash, found);
}

async function checkRoom(remote: RemoteFile, partial: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(partial));
  const needed = (remote.size ?? 0) - (await fileSize(partial));
  // Some file systems report 0 free bytes; a full disk then shows when writing.
  if (bavail > 0 && needed > bavail * bsize) throw noRoom(dirname(partial), needed, bavail * bsize);
}

/** Downloads one file into the cache as a blob, only once, even if other processes try at the same time. */
async function fetchBlob(transfer: Transfer, blob: string): Promise<void> {
  const { remote, name, partial, options } = transfer;
  if (await isFile(blob)) return;
  const onWait = () =>
    options.onNotice?.(`Waiting for another process that is downloading ${name}`);
  await withLock(`${partial}.lock`, { signal: options.signal, onWait }, async () => {
    if (await isFile(blob)) return;
    try {
      await checkRoom(remote, partial);
      await transferAll(transfer);
      await checkHash(remote, partial, name);
      await rename(partial, blob);
    } catch (cause) {
      options.signal?.throwIfAborted();
      const error = cause instanceof HubError ? cause : cacheFault(dirname(partial), cause);
      const useless = error.code === 'HUB_CHECKSUM' || error.code === 'HUB_DISK_FULL';
      if (useless) await rm(partial, { force: true });
      throw error;
    }
  }).catch(asHubError(dirname(partial), options.signal));
}

/**
 * Downloads the files that the cache lacks, all of one commit, with resume and checksum, and notes
 * the commit under the revision. An incomplete download is kept beside the blobs, and resumed the next time.
 *
 * @returns the commit
 */
async function downloadSnapshot(
  client: HubClient,
  repository: CachedRepository,
  revision: string,
  files: readonly string[],
  options: ResolveOptions,
): Promise<string> {
  let pinned = revision;
  for (const name of files) {
    if (isCommit(pinned) && (await isFile(join(repository.snapshot(pinned), name)))) continue;
    const remote = await client.describe(pinned, name);
    pinned = remote.commit;
    const blob = repository.blob(remote.hash);
    await fetchBlob({ client, remote, name, partial: `${blob}${incomplete}`, options }, blob);
    await putIntoSnapshot(join(repository.snapshot(pinned), name), blob);
  }
  if (!isCommit(revision)) {
    await writeFileAtomic(repository.ref(revision), pinned).catch((cause: unknown) => {
      throw cacheFault(repository.folder, cause instanceof Error ? cause.cause : cause);
    });
  }
  return pinned;
}

/** The Hub as a place; its files are downloaded into the cache, all of one commit. */
export function hubPlace(
  client: HubClient,
  repository: CachedRepository,
  revision: string,
  options: ResolveOptions,
): Place & { readonly commit: string } {
  let commit = revision; // until the first file says which
  return {
    get commit() {
      return commit;
    },
    where: repository.id,
    list: async (folder) => {
      const names = await client.list(commit);
      return folder === undefined ? names : names.filter((name) => name.startsWith(`${folder}/`));
    },
    bring: async (files) => {
      commit = await downloadSnapshot(client, repository, commit, files, options);
      return repository.snapshot(commit);
    },
  };
}
