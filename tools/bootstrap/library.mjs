import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../../packages/files/src/lock.mjs';
import { replaceFile } from '../../packages/files/src/replace-file.mjs';
import { downloadWheel } from '../../packages/hub/src/pip.mjs';
import { requireSpace, sha256, withStaging } from './cache.mjs';
import { badArchive, explainPip, explainWrite, wrongChecksum } from './errors.mjs';
import { isKept, libraries, tensorflowVersion } from './wheels.mjs';

/** Written last, so that a folder that has it is whole: the library's files with size and SHA-256. */
const manifestName = 'library.json';

/** A holder that is alive may be an orphaned child; of one on another machine nothing but its silence tells. */
export const patience = { deadAfterMs: 30_000, orphanedAfterMs: 10 * 60_000 };

/** The folder of a library in the cache; its name changes with the pinned wheels. */
export function libraryFolder(cache, key, { wheels } = libraries[key]) {
  return join(cache, `tensorflow-${tensorflowVersion}-${key}-${wheels[0].sha256.slice(0, 8)}`);
}

/**
 * What a library's folder says of its files when it was unpacked; undefined where it says nothing
 * that can be read.
 * @returns {{ files: Record<string, number>, sha256?: Record<string, string> } | undefined}
 */
export function readManifest(folder) {
  try {
    const { files, sha256 } = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    const names = Object.keys(files);
    const isWhole = !sha256 || names.every((name) => typeof sha256[name] === 'string');
    return names.length > 0 && isWhole ? { files, sha256 } : undefined;
  } catch {
    return undefined;
  }
}

/** @typedef {{ path: string, expected: string, found?: string }} Fault a file with another SHA-256, or none */

/**
 * The files of a library that are not what they were when they were unpacked, by their SHA-256.
 * @returns {Promise<Fault[] | undefined>} undefined where there is no library
 */
export async function faultsOf(folder, options) {
  const manifest = readManifest(folder);
  if (!manifest) return undefined;
  const hashes = manifest.sha256 ?? (await adopt(folder, manifest, options));
  const faults = [];
  for (const [name, expected] of Object.entries(hashes)) {
    const path = join(folder, name);
    const found = existsSync(path) ? await sha256(path, options) : undefined;
    if (found !== expected) faults.push({ path, expected, found });
  }
  return faults;
}

/** Whether a library is there, with every shared object as it was unpacked. */
export async function isLibrarySound(folder, options) {
  return (await faultsOf(folder, options))?.length === 0;
}

/** Of a library from when only sizes were recorded, what is there of the right size counts from now on. */
async function adopt(folder, { files }, options) {
  const hashes = {};
  for (const [name, size] of Object.entries(files)) {
    const path = join(folder, name);
    const isThere = statSync(path, { throwIfNoEntry: false })?.size === size;
    hashes[name] = isThere ? await sha256(path, options) : `that of ${size} bytes`;
  }
  const isWhole = Object.values(hashes).every((hash) => /^[0-9a-f]{64}$/.test(hash));
  if (isWhole) {
    const text = JSON.stringify({ files, sha256: hashes }, null, 1);
    const write = (file) => file.writeFile(text);
    await replaceFile(join(folder, manifestName), write).catch(() => {}); // read-only: the next time, then
  }
  return hashes;
}

/**
 * Puts a library into the cache, unless it is there: download, check, unpack, publish by renaming.
 *
 * @param {string} cache
 * @param {string} key of `libraries`
 * @param {{ pip: string[], report: import('./report.mjs').Report, signal?: AbortSignal, library?: object }} options
 *   `library` stands in for the locked one
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
      if (await isLibrarySound(folder, { signal })) return;
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

/** Downloads one wheel, checks it, adds what is kept of it to the content, and drops it. */
async function addWheel(wheel, content, scratch, { pip, report, signal }) {
  const name = `${wheel.project} ${wheel.version}`;
  const path = await report.phase(`download of ${name}`, (progress) =>
    downloadWheel(pip, wheel, scratch, {
      signal,
      onBytes: (received) => progress(received, wheel.bytes),
    }).catch(explainPip(`the Python wheel ${name}`)),
  );
  const files = await report.phase(`check and unpacking of ${name}`, async () => {
    const found = await sha256(path, { signal });
    if (found !== wheel.sha256) throw wrongChecksum(`The wheel of ${name}`, wheel.sha256, found);
    const { unzip } = await import('../../packages/hub/src/unzip.mjs'); // after npm's packages
    const pathOf = (member) => (isKept(member) ? join(content, member) : undefined);
    return unzip(path, pathOf, { signal }).catch((error) => {
      throw error.code === undefined ? badArchive(path, error.message) : error;
    });
  });
  await rm(scratch, { recursive: true });
  await extendManifest(content, files, { signal });
}

async function extendManifest(content, added, options) {
  const { files = {}, sha256: hashes = {} } = readManifest(content) ?? {};
  for (const { name, bytes } of added.filter(({ name }) => !name.endsWith('.h'))) {
    files[name] = bytes;
    hashes[name] = await sha256(join(content, name), options);
  }
  await mkdir(content, { recursive: true });
  await writeFile(join(content, manifestName), JSON.stringify({ files, sha256: hashes }, null, 1));
}
