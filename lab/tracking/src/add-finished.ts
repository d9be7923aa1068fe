import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, temporaryPath } from '@singlora/core/disk';
import type { FinishedRun } from './archived-run.ts';
import { writeArtifact } from './artifact.ts';
import { storageError } from './errors.ts';
import { stored, upsertMetrics } from './metrics.ts';
import { makeRunFolder } from './run-folder.ts';
import type { Queries, Store } from './store.ts';

/** The process that ran it does not exist here; a finished run's owner is never looked up. */
const nobody = { host: '', pid: 0, process_started: '', boot_id: '', pid_namespace: '' };

/** A run with the pieces of the artifacts that its line does not hold. */
export interface AddedRun extends Omit<FinishedRun, 'artifacts'> {
  readonly artifacts: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  }[];
}

/**
 * Records a finished run of another database with its files, all of it or nothing; false where its
 * id already exists.
 *
 * @param runs the folder that holds every run's folder
 * @param isFlushed false: its files may be lost in a power cut, as in a temporary database
 */
export async function addFinished(
  store: Store,
  runs: string,
  { row, said, starts, metrics, artifacts }: AddedRun,
  isFlushed = true,
): Promise<boolean> {
  const run_id = row.id;
  const isThere = (db: Queries) =>
    db
      .selectFrom('runs')
      .select('id')
      .where('id', '=', run_id)
      .executeTakeFirst()
      .then((found) => found !== undefined);
  if (await store.read(isThere)) return false;
  // Pieces of any size arrive here, and the database is locked only after that.
  const arrived = temporaryPath(join(runs, run_id));
  try {
    const files: { name: string; bytes: number; sha256: string }[] = [];
    for (const { name, content } of artifacts)
      files.push({ name, ...(await writeArtifact(arrived, name, content, isFlushed)) });
    return await store.write(async (db) => {
      if (await isThere(db)) return false; // by another process meanwhile
      const { finished_at } = row;
      await db
        .insertInto('runs')
        .values({ ...row, ...nobody, error: null, heartbeat_at: finished_at ?? row.started_at })
        .execute();
      await db
        .insertInto('starts')
        .values(starts.map((start) => ({ run_id, ...start, host: '', pid: 0 })))
        .execute();
      await upsertMetrics(
        db,
        metrics.map((point) => ({ run_id, ...point, value: stored(point.value) })),
      );
      if (said)
        await db
          .insertInto('annotations')
          .values({ run_id, ...said })
          .execute();
      for (const file of files)
        await db
          .insertInto('artifacts')
          .values({ run_id, ...file })
          .execute();
      if (files.length > 0) await moveInto(runs, run_id, { arrived, files, isFlushed });
      return true;
    });
  } finally {
    await rm(arrived, { recursive: true, force: true });
  }
}

interface Arrived {
  readonly arrived: string;
  readonly files: readonly { readonly name: string }[];
  readonly isFlushed: boolean;
}

/** Makes the folder of arrived files the run's, or moves them into the one that is there: another database may have it. */
async function moveInto(runs: string, id: string, { arrived, files, isFlushed }: Arrived) {
  const folder = join(runs, id);
  const isThere = (await lstat(folder).catch(() => undefined)) !== undefined;
  try {
    if (isThere) {
      makeRunFolder(runs, id); // refuses what is no folder
      for (const { name } of files) {
        const path = join(folder, name);
        await mkdir(dirname(path), { recursive: true });
        await rename(join(arrived, name), path);
        if (isFlushed) await syncFolder(dirname(path));
      }
    } else await rename(arrived, folder);
    if (isFlushed) await syncFolder(runs);
  } catch (error) {
    throw storageError(error, folder);
  }
}
