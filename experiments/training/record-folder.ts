import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '@singlora/tracking';

/** Records a folder's files as a run's artifacts, with hashes, so that they travel with it; ignores a missing folder. */
export async function recordFolder(run: Run, name: string): Promise<void> {
  const files = await readdir(join(run.folder, name)).catch(() => []);
  for (const file of files)
    await run.artifact(`${name}/${file}`, await readFile(join(run.folder, name, file)));
}
