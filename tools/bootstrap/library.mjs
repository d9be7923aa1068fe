import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { requireSpace, sha256, withStaging } from './cache.mjs';
import { explainWrite, wrongChecksum } from './errors.mjs';
import { withLock } from './lock.mjs';
import { downloadWheel } from './pip.mjs';
import { unzip } from './unzip.mjs';
import { isKept, libraries, tensorflowVersion } from './wheels.mjs';

/** Written last, so that a folder that has it is whole: the sizes of the library's files. */
const manifestName = 'library.json';

/** The folder of a library in the cache; its name changes with the pinned wheels. */
export function libraryFolder(cache, key, { wheels } = libraries[key]) {
  return join(cache, `tensorflow-${tensorflowVersion}-${key}-${wheels[0].sha256.slice(0, 8)}`);
}

/** Whether a library is there, with every shared object at its full size. */
export function isLibraryWhole(folder) {
  const manifest = join(folder, manifestName);
  if (!existsSync(manifest)) return false;
  const files = Object.entries(JSON.parse(readFileSync(manifest, 'utf8')).files);
  return files.every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  );
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
    await withLock(
      `${folder}.lock`,
      async () => {
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
      },
      { signal, onWait },
    );
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
    }),
  );
  const files = await report.phase(`check and unpacking of ${name}`, async () => {
    const found = await sha256(path, { signal });
    if (found !== wheel.sha256) throw wrongChecksum(`The wheel of ${name}`, wheel.sha256, found);
    return unzip(path, content, isKept, { signal });
  });
  await rm(scratch, { recursive: true });
  await extendManifest(join(content, manifestName), files);
}

async function extendManifest(path, added) {
  const files = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).files : {};
  for (const { name, bytes } of added) if (!name.endsWith('.h')) files[name] = bytes;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ files }, null, 1));
}
