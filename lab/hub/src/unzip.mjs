import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * Writes members of a zip file to files. Names that leave the folder and wrong sizes are errors; the caller checks the
 * bytes.
 *
 * @param {string} archive
 * @param {(name: string, bytes: number) => string | undefined} pathOf the target path of a member, if it is wanted
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
      // First, since it may fail: a file that is being opened at that moment would end the process with its own error.
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
