import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders } from '@singlora/core/disk';
import { notAFolder, storageError } from './errors.ts';

/** The name of a run's folder, which is the run's id. */
export const RUN_FOLDER = /^[0-9a-f]{12}$/;

/** The names of the runs' folders in `folder`; links are excluded. */
export function runFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isDirectory() && RUN_FOLDER.test(entry.name) ? [entry.name] : [],
  );
}

/**
 * Creates a run's folder in `runs` if it is missing.
 *
 * @throws TrackingError NOT_A_FOLDER where a link or a file is in its place
 */
export function makeRunFolder(runs: string, id: string): string {
  const folder = join(runs, id);
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory() === false) throw notAFolder(folder);
  try {
    makeFolders(runs);
    // Not recursive: on a read-only file system Node would then report ENOENT.
    if (there === undefined) mkdirSync(folder);
  } catch (error) {
    throw storageError(error, folder);
  }
  return folder;
}
