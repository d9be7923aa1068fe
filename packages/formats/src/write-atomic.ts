import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FormatError, unwritable } from './errors.ts';
import { temporaryPath } from './stale-files.ts';

/** What a file may be written from; pieces are written one after the other. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

function pieces(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
}

/** Flushes the names in a folder, so that a renamed file is still there after a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined); // Windows opens no folders
  try {
    await folder?.sync();
  } catch {
    // some file systems cannot; the file itself is on the disk
  } finally {
    await folder?.close();
  }
}

/**
 * Writes a file so that readers see the old one or all of the new one, never a part, whatever
 * happens: into a neighbour, flushed to the disk, then renamed over the target, and the folder
 * flushed. Makes missing folders.
 *
 * @throws FormatError `FORMAT_DISK_FULL` or `FORMAT_UNWRITABLE`; the neighbour is removed.
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const partial = temporaryPath(path);
  try {
    const made = await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, 'wx');
    try {
      for (const piece of pieces(content)) await writeAll(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncFolder(dirname(path));
    if (made !== undefined) await syncFolder(dirname(made));
  } catch (cause) {
    // The first error is the one to report, whatever removing the remains says.
    await rm(partial, { force: true }).catch(() => undefined);
    throw cause instanceof FormatError ? cause : unwritable(path, cause);
  }
}
