import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LEFT_BEHIND } from './artifact.ts';
import { recordHashes } from './hash-content.ts';
import { runFolders } from './run-folder.ts';
import { leftBehindDamaged, leftBehindRecorded, leftBehindSuperseded } from './notices.ts';
import { databaseOf, leftBehind, type LeftBehind } from './left-behind.ts';
import { upsertMetrics } from './metrics.ts';
import { owning } from './rows.ts';
import type { Queries, Store } from './store.ts';

/**
 * Records runs that ended while the database could not be written, from the files in their folders.
 * A file that is damaged, or whose run has continued since, is left unchanged and reported to
 * `notice`.
 */
export async function recordLeftBehind(
  store: Store,
  folder: string,
  notice: (text: string) => void,
): Promise<void> {
  for (const id of runFolders(folder)) {
    const file = join(folder, id, LEFT_BEHIND);
    const text = textOf(file);
    if (text === undefined) continue;
    const left = parse(text, id);
    if (left === undefined) {
      notice(leftBehindDamaged(file));
      continue;
    }
    if (left.database !== databaseOf(store)) continue;
    if (await store.write((db) => record(db, left))) {
      rmSync(file, { force: true });
      notice(leftBehindRecorded(id, left.run.status, file));
    } else {
      notice(leftBehindSuperseded(id, file));
    }
  }
}

function textOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined; // the usual case
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // what cannot be read is damaged
  }
}

function parse(text: string, id: string): LeftBehind | undefined {
  try {
    const left = leftBehind.parse(JSON.parse(text));
    return left.run.id === id ? left : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the run was recorded: not if another process has worked on it or repeated it since. */
async function record(db: Queries, { run, starts, metrics, artifacts }: LeftBehind) {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where((or) => or.or([or('id', '=', run.id), or('identity', '=', run.identity)]))
    .execute();
  const own = rows.find((row) => row.id === run.id);
  if (own?.finished_at === run.finished_at) return true;
  if (own === undefined) {
    if (rows.length > 0) return false;
    await db.insertInto('runs').values(run).execute();
  } else {
    const isLeft =
      own.status === 'running' && owning.every((column) => own[column] === run[column]);
    if (!isLeft) return false;
    await db.updateTable('runs').set(run).where('id', '=', run.id).execute();
  }
  const of = <Row>(row: Row) => ({ run_id: run.id, ...row });
  await upsertMetrics(db, metrics.map(of));
  // The file holds only what could be read when it was written.
  await db
    .deleteFrom('starts')
    .where('run_id', '=', run.id)
    .where(
      'number',
      'in',
      starts.map(({ number }) => number),
    )
    .execute();
  await db.insertInto('starts').values(starts.map(of)).execute();
  for (const artifact of artifacts.map(of))
    await db
      .insertInto('artifacts')
      .values(artifact)
      .onConflict((on) => on.doNothing())
      .execute();
  if (run.status === 'finished') await recordHashes(db, run.id);
  return true;
}
