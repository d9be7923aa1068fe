import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { diskFull } from './errors.mjs';

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
 * Runs `work` with an empty folder inside `parent`, which is gone afterwards, whatever happens.
 * What is to stay is renamed out of it. Folders left by processes that were killed go, too.
 */
export async function withStaging(parent, work) {
  await sweep(parent);
  const folder = join(parent, `.staging-${hostname()}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const dayMs = 24 * 60 * 60 * 1000;

async function sweep(parent) {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('.staging-'))) {
    const folder = join(parent, name);
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    const ours = name.startsWith(`.staging-${hostname()}-`);
    if ((ours && !isRunning(Number(name.split('-').at(-1)))) || age > dayMs) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The SHA-256 of a file, in hex. */
export async function sha256(path, { signal } = {}) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
  return hash.digest('hex');
}
