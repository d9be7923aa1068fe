import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFault } from './errors.ts';

const heartbeatMs = 1000;
/** A holder that has not stirred for so long is dead. */
const deadAfterMs = 5000;
const pollMs = 100;

async function take(path: string, owner: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, owner, { flag: 'wx' });
    return true;
  } catch (cause) {
    const held = cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'EEXIST';
    if (held && (await stat(path).catch(() => undefined))?.isDirectory() !== true) return false;
    throw cacheFault(dirname(path), cause);
  }
}

async function remove(path: string): Promise<void> {
  // Renamed first, so that of two who find it dead only one removes it.
  const grave = `${path}.${randomUUID()}`;
  await rename(path, grave).catch(() => undefined);
  await rm(grave, { force: true });
}

/**
 * Runs a task while no other process that asks for the same lock file does. Waits for a living
 * holder, takes over from a dead one. The lock saves work done twice; it is not what keeps files
 * sound: they are checked and renamed into place.
 */
export async function withLock<T>(
  path: string,
  options: { signal?: AbortSignal | undefined; onWait?: () => void },
  task: () => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  // Only this clock's differences count: the file's time may come from another machine's clock.
  let stirred = { at: NaN, seen: performance.now() };
  while (!(await take(path, owner))) {
    options.signal?.throwIfAborted();
    const at = (await stat(path).catch(() => undefined))?.mtimeMs ?? NaN;
    if (Number.isNaN(stirred.at)) options.onWait?.();
    if (at !== stirred.at) stirred = { at, seen: performance.now() };
    else if (performance.now() - stirred.seen > deadAfterMs) await remove(path);
    else await sleep(pollMs);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (holder === owner) await rm(path, { force: true });
  }
}
