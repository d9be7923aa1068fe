import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryPath } from '@singlora/core/disk';
import Libsql from 'libsql';

/**
 * Whether files in a folder can be locked, tested on a new file that nobody else has. SQLite says
 * "locked" also where a file system has no locks (ENOLCK), such as NFS without its lock service.
 */
export function canLock(folder: string): boolean {
  const path = temporaryPath(join(folder, 'lock'));
  try {
    const database = new Libsql(path);
    try {
      database.exec('begin immediate');
      return true;
    } finally {
      database.close();
    }
  } catch (error) {
    return (error as { code?: unknown }).code !== 'SQLITE_BUSY';
  } finally {
    rmSync(path, { force: true });
  }
}
