import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * Writes members of a zip file to files. Names that leave the folder, and sizes that are not what was said, are errors;
 * whether the bytes are what they must be is the caller's to check.
 *
 * @param {string} archive
 * @param {(name: string, bytes: number) => string | undefined} pathOf where a member goes, if it is wanted
 * @param {{ flags?: string, signal?: AbortSignal }} [options] `flags`: how the file is opened, by default `wx`
 * @returns {Promise<{ name: string, bytes: number, path: string }[]>} what was written
 */
export async function unzip(archive, pathOf, { flags = 'wx', signal } = {}) {
  const zip = await openPromise(archive, { autoClose: false });
  const written = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, uncompressedSize: bytes } = entry;
      const path = pathOf(name, bytes);
      if (path === undefined || name.endsWith('/')) continue;
      await mkdir(dirname(path), { recursive: true });
      // First, since it may fail: a file that is still being opened then would end the process with its own error.
      const source = await zip.openReadStreamPromise(entry);
      const target = createWriteStream(path, { flags, flush: true });
      await pipeline(source, target, { ...(signal && { signal }) });
      written.push({ name, bytes, path });
    }
  } finally {
    zip.close();
  }
  return written;
}
