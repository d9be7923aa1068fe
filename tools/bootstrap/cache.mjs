import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { diskFull } from './errors.mjs';
import { removeStale, temporaryPath } from '../../packages/core/src/disk/stale-files.mjs';

/** The user's cache folder of this project, by the XDG Base Directory Specification 0.8. */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'singlora');
}

/** Fails unless the disk under a folder has room. */
export async function requireSpace(folder, needed) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < needed) throw diskFull(folder, needed);
}

/**
 * Runs `work` with an empty folder inside `parent`, which is always removed afterwards. Results are
 * renamed out of it. Folders left by killed processes are removed, too.
 */
export async function withStaging(parent, work) {
  await removeStale(parent);
  const folder = temporaryPath(join(parent, 'staging'));
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The SHA-256 of a file, in hex. */
export async function hashFile(path, { signal } = {}) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
  return hash.digest('hex');
}
