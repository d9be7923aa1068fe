import { hasEnded, temporaryPath, writerTag } from '@singlora/files';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFault } from './errors.ts';

const pollMs = 100;

/** How to wait for a lock, and when its holder counts as dead. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when another holds the lock. */
  readonly onWait?: () => void;
  /** A lock that was not touched for this long is stale; its holder touches it five times as often. */
  readonly deadAfterMs?: number;
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'EEXIST';
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (isTaken(cause)) return false;
    throw cacheFault(dirname(path), cause);
  }
}

async function remove(path: string): Promise<void> {
  // Renamed first, so that of two who find it dead only one removes it.
  const grave = temporaryPath(path);
  await rename(path, grave).catch(() => undefined);
  await rm(grave, { force: true });
}

/**
 * Runs a task under a lock file, so that no other process runs it at the same time. Waits for a living
 * holder, takes over from a dead one: at once where its process is known to have ended. The lock saves work done twice; it is not what keeps files
 * sound: they are checked and renamed into place.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  task: () => Promise<T>,
): Promise<T> {
  const { signal, onWait, deadAfterMs = 5000 } = options;
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw cacheFault(dirname(path), cause);
  });
  const owner = writerTag();
  // Only this clock's differences count: the file's time may come from another machine's clock.
  let stirred: { at: number | undefined; seen: number } | undefined;
  while (!(await take(path, owner))) {
    signal?.throwIfAborted();
    if (!stirred) onWait?.();
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (hasEnded(holder) === true) {
      await remove(path);
      continue;
    }
    const at = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (!stirred || at !== stirred.at) stirred = { at, seen: performance.now() };
    else if (performance.now() - stirred.seen > deadAfterMs) await remove(path);
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, deadAfterMs / 5);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (holder === owner) await rm(path, { force: true });
  }
}
