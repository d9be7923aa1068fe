import { isStale, removeStale } from '@singlora/files';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hubCache, ownCache } from './environment.ts';
import { incomplete } from './hub-cache.ts';

/** How long an incomplete download is kept, so that the same command can resume it. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

/** Removes the locks of dead processes. */
async function removeLocks(folder: string, names: readonly string[]): Promise<void> {
  for (const path of names.filter((name) => name.endsWith('.lock')).map((n) => join(folder, n))) {
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder !== undefined && (await isStale(path, holder))) await remove(path);
  }
}

/** Removes incomplete blobs whose blob is complete by now, or which are too old. */
async function removeHalves(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((name) => name.endsWith(incomplete))) {
    if (names.includes(`${name}.lock`)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > keptMs;
    if (isOld || names.includes(name.slice(0, -incomplete.length))) await remove(path);
  }
}

/**
 * Removes what dead processes left in this project's own cache and, of ours, in the Hugging Face
 * cache; never what a living one writes.
 */
export async function removeLeftOvers(env: NodeJS.ProcessEnv): Promise<void> {
  const [own, shared] = [ownCache(env), hubCache(env)];
  const repositories = await readdir(shared).catch(() => []);
  const folders = [
    ...['hashes', 'wheels'].map((name) => join(own, name)),
    ...repositories
      .filter((name) => /^(model|dataset)s--/.test(name))
      .flatMap((name) => [join(shared, name, 'blobs'), join(shared, name, 'refs')]),
  ];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    await removeStale(folder);
    await removeLocks(folder, names);
    await removeHalves(folder, await readdir(folder).catch(() => []));
  }
}
