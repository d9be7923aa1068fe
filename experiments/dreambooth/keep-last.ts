import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes all but the last adapters in a folder of validations, including those from before a run was stopped. */
export async function keepLast(folder: string, count: number): Promise<void> {
  const kept = (await readdir(folder)).filter((name) => /^step-\d+$/.test(name)).sort();
  for (const name of kept.slice(0, Math.max(0, kept.length - count)))
    await rm(join(folder, name), { recursive: true, force: true });
}
