import { statSync } from 'node:fs';
import Libsql from 'libsql';
import { databaseVanished, storageError } from './errors.ts';

/** The identity of a file: another file of the same name has another. */
interface Seen {
  device: bigint;
  inode: bigint;
  size: bigint;
}

/**
 * A database's file and its log as they were opened. SQLite goes on writing into files that were
 * deleted, and nobody finds what it wrote. Only names are looked at: opening and closing the file
 * beside SQLite would drop SQLite's locks on it.
 */
export class OpenedFile {
  readonly #path: string;
  readonly #seen = new Map<string, Seen>();

  constructor(path: string) {
    this.#path = path;
    this.check();
  }

  /** Throws DATABASE_VANISHED where the path no longer names what was opened. */
  check(): void {
    for (const path of [this.#path, `${this.#path}-wal`]) {
      const before = this.#seen.get(path);
      const now = look(path);
      if (before !== undefined) this.#compare(path, before, now);
      if (now !== undefined) this.#seen.set(path, now);
    }
  }

  #compare(path: string, before: Seen, now: Seen | undefined): void {
    if (now === undefined) throw databaseVanished(path, 'was deleted or moved');
    if (now.device !== before.device || now.inode !== before.inode)
      throw databaseVanished(path, 'was replaced by another file');
    // A log grows and is begun anew; the database shrinks only when it is vacuumed.
    if (path === this.#path && now.size < before.size && !(now.size > 0n && isSound(path)))
      throw databaseVanished(path, 'was cut short');
  }
}

function look(path: string): Seen | undefined {
  try {
    const { dev: device, ino: inode, size } = statSync(path, { bigint: true });
    return { device, inode, size };
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && isGone(error.code);
    if (gone) return undefined;
    throw storageError(error, path);
  }
}

/** A file may now be where a folder of the path was. */
function isGone(code: unknown): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether a database is sound, by a connection that remembers no page from before. */
function isSound(path: string): boolean {
  const database = new Libsql(path);
  try {
    const row = database.prepare('pragma quick_check(1)').get() as Record<string, string>;
    return Object.values(row)[0] === 'ok';
  } catch {
    return false;
  } finally {
    database.close();
  }
}
