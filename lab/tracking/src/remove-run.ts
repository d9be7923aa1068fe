import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asBytes } from './columns.ts';
import { runInProgress, runNotFound, storageError } from './errors.ts';
import { isAlive } from './owner.ts';
import { ownerColumns, ownerOf, rowOf } from './rows.ts';
import { RUN_FOLDER } from './run-folder.ts';
import type { Store } from './store.ts';

/** Deletes a run, damaged or not, with all of its records, and then its folder, so that no record of deleted files remains. */
export async function removeRun(store: Store, runs: string, id: string): Promise<void> {
  await store.write(async (db) => {
    const found = await db
      .selectFrom('runs')
      .select(asBytes(['status', ...ownerColumns]))
      .where('id', '=', id)
      .executeTakeFirst();
    if (found === undefined) throw runNotFound(id, store.path);
    const row = rowOf(found);
    const owner = ownerOf(row);
    if (row.status === 'running' && isAlive(owner, row.heartbeat_at, store.now()))
      throw runInProgress(id, owner);
    for (const table of ['metrics', 'artifacts', 'starts', 'annotations'] as const)
      await db.deleteFrom(table).where('run_id', '=', id).execute();
    await db.deleteFrom('runs').where('id', '=', id).execute();
  });
  const folder = join(runs, id);
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!RUN_FOLDER.test(id) || !isFolder) return; // a link leads elsewhere
  await rm(folder, { recursive: true }).catch((error: unknown) => {
    throw storageError(error, folder);
  });
}
