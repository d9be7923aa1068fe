import { writeFileAtomic } from '@singlora/core/formats';
import { hash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A note on a file: its hash, and its stamp at the time. */
interface HashNote {
  readonly stamp: string;
  readonly sha256: string;
}

/**
 * A stamp that changes whenever a file is written or replaced. Other times can be set back, but not ctime. If a
 * file system invents inodes, files are hashed more often than needed, never less.
 */
export async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino, dev } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino, dev].join(' ');
}

function digest(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts));
}

/** The path of the note on a file. */
export function notePath(cache: string, path: string): string {
  return join(cache, 'hashes', digest(path));
}

/**
 * Reads the note on a file. A note that is malformed, of another file, or another user's is
 * ignored: its last line seals path, stamp and hash.
 */
export async function readNote(cache: string, path: string): Promise<HashNote | undefined> {
  const file = await open(notePath(cache, path)).catch(() => undefined);
  try {
    const { uid, size } = (await file?.stat()) ?? {};
    if (!file || uid !== (process.getuid?.() ?? uid) || (size ?? 0) > 1000) return undefined;
    const [stamp = '', sha256 = '', seal] = (await file.readFile('utf8')).split('\n');
    return seal === digest(path, stamp, sha256) ? { stamp, sha256 } : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** Writes a note; a failure only costs time. */
export async function writeNote(cache: string, path: string, note: HashNote): Promise<void> {
  const { stamp, sha256 } = note;
  const lines = [stamp, sha256, digest(path, stamp, sha256), ''];
  await writeFileAtomic(notePath(cache, path), lines.join('\n')).catch(() => undefined);
}
