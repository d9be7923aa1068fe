import type { FinishedRun } from './archived-run.ts';
import { writeArtifact } from './artifact.ts';
import { makeRunFolder } from './run-folder.ts';
import { stored, upsertMetrics } from './metrics.ts';
import type { Store } from './store.ts';

/** The process that ran it does not exist here; a finished run's owner is never looked up. */
const nobody = { host: '', pid: 0, process_started: '', boot_id: '', pid_namespace: '' };

/**
 * Records a finished run of another database with its files, all of it or nothing; false where its
 * id already exists. Files written before an error remain, and are overwritten next time.
 *
 * @param runs the folder that holds every run's folder
 * @param isFlushed false: its files may be lost in a power cut, as in a temporary database
 */
export function addFinished(
  store: Store,
  runs: string,
  { row, said, starts, metrics, artifacts }: FinishedRun,
  isFlushed = true,
): Promise<boolean> {
  const run_id = row.id;
  return store.write(async (db) => {
    const own = db.selectFrom('runs').select('id').where('id', '=', run_id);
    if ((await own.executeTakeFirst()) !== undefined) return false;
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
    for (const { name, content } of artifacts) {
      const folder = makeRunFolder(runs, run_id);
      const sha256 = await writeArtifact(folder, name, content, isFlushed);
      await db
        .insertInto('artifacts')
        .values({ run_id, name, bytes: content.length, sha256 })
        .execute();
    }
    return true;
  });
}
