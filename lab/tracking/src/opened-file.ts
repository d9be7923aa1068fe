import { statSync } from 'node:fs';
import Libsql from 'libsql';
import { databaseVanished, storageError } from './errors.ts';

/** The identity of a file: another file under the same name has another one. */
type Seen = NonNullable<ReturnType<typeof look>>;

/**
 * A database's file and its log, as they were opened. SQLite keeps writing into deleted files, and
 * these writes are lost. Only names are checked: opening and closing the file would drop SQLite's
 * own locks on it.
 */
export class OpenedFile {
  readonly #path: string;
  readonly #seen = new Map<string, Seen>();

  constructor(path: string) {
    this.#path = path;
    this.check();
  }

  /** Throws DATABASE_VANISHED where the path no longer names the opened file. */
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
    // A log grows and is restarted; the database shrinks only when vacuumed.
    if (path === this.#path && now.size < before.size && !(now.size > 0n && isSound(path)))
      throw databaseVanished(path, 'was cut short');
  }
}

function look(path: string) {
  try {
    const { dev: device, ino: inode, size } = statSync(path, { bigint: true });
    return { device, inode, size };
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && isGone(error.code);
    if (gone) return undefined;
    throw storageError(error, path);
  }
}

/** A folder of the path may have become a file. */
function isGone(code: unknown): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether a database is sound, checked by a connection without cached pages. */
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
