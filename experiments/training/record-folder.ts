import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '@singlora/tracking';

/** Records the files of a folder in a run's as artifacts, with their hashes, so that they travel with the run; nothing where it is not there. */
export async function recordFolder(run: Run, name: string): Promise<void> {
  const files = await readdir(join(run.folder, name)).catch(() => []);
  for (const file of files)
    await run.artifact(`${name}/${file}`, await readFile(join(run.folder, name, file)));
}
