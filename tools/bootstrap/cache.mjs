import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { diskFull } from './errors.mjs';
import { isAlive, place } from './processes.mjs';

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

/** How the names of this place's staging begin; the id of the process ends them. */
const ours = `.staging-${createHash('sha256').update(place).digest('hex').slice(0, 8)}-`;
const stagingIn = (parent) => join(parent, `${ours}${process.pid}`);

/**
 * Runs `work` with an empty folder inside `parent`, which is removed afterwards, whatever happens.
 * Results are renamed out of it. Folders left by processes that were killed go, too.
 */
export async function withStaging(parent, work) {
  await sweep(parent);
  const folder = stagingIn(parent);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a small file so that readers see the old one or the new one. */
export async function writeAside(path, text) {
  await withStaging(dirname(path), async (folder) => {
    await writeFile(join(folder, 'new'), text);
    await rename(join(folder, 'new'), path);
  });
}

const dayMs = 24 * 60 * 60 * 1000;

/** Removes the staging folders of dead processes; those of other machines after a day. */
async function sweep(parent) {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('.staging-'))) {
    const folder = join(parent, name);
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    const isDead = name.startsWith(ours) && !isAlive(Number(name.slice(ours.length)));
    if (isDead || age > dayMs) await rm(folder, { recursive: true, force: true });
  }
}

/** The SHA-256 of a file, in hex. */
export async function sha256(path, { signal } = {}) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
  return hash.digest('hex');
}
