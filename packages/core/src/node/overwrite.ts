import { stat } from 'node:fs/promises';
import { alreadyThere, overwrites } from '../errors.ts';

/** Refuses to write over a file or folder that is being read, by whatever name or link. */
export async function refuseOverwriting(out: string, read: readonly string[]): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  if (!there) return;
  for (const path of read) {
    const found = await stat(path).catch(() => undefined);
    if (found?.dev === there.dev && found.ino === there.ino) throw overwrites(out);
  }
}

/** Refuses to write to a path that exists. */
export async function refuseExisting(out: string): Promise<void> {
  if (await stat(out).catch(() => undefined)) throw alreadyThere(out);
}
