import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRuns } from './archive.ts';
import { openTracking } from './open-tracking.ts';
import type { Tracking } from './tracking.ts';

/**
 * Opens the runs of archives as a separate database, in a temporary folder that is removed on closing.
 *
 * @throws TrackingError as `importRuns` does
 */
export async function openArchive(...paths: readonly string[]): Promise<Tracking> {
  const folder = await mkdtemp(join(tmpdir(), 'singlora-archive-'));
  const tracking = await openTracking(join(folder, 'runs.db'), undefined, folder);
  const closeDatabase = tracking.close.bind(tracking);
  const close = async () => {
    await closeDatabase();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const path of paths) await importRuns(tracking, path, false);
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(tracking, { close });
}
