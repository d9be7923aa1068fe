import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolders } from './make-folders.mjs';
import { temporaryPath } from './stale-files.mjs';
import { hasEnded, writerTag } from './writer-tag.mjs';

/**
 * @typedef {object} LockOptions How to wait for a lock, and when its holder counts as dead.
 * @property {AbortSignal | undefined} [signal]
 * @property {(holder: string) => void} [onWait] called once where another holds the lock
 * @property {number} [deadAfterMs] a lock that was not touched for this long is stale, unless its process is known to
 *   run; it is touched five times as often
 * @property {number} [orphanedAfterMs] the same where its process runs: that may be the child of a killed holder
 */

/**
 * Runs a task under a lock file, so that no other process runs it at the same time. Waits for a living holder and
 * takes over from a dead one, at once where its processes are known to have ended. The lock only avoids duplicate
 * work; files stay valid without it, as they are checked and renamed into place.
 *
 * @template T
 * @param {string} path whose folder is created
 * @param {LockOptions} options
 * @param {(share: (pid: number) => Promise<void>) => Promise<T>} task may `share` the lock with a child process that
 *   could outlive this one
 * @returns {Promise<T>}
 */
export async function withLock(path, options, task) {
  const { signal, onWait, deadAfterMs = 5000, orphanedAfterMs = deadAfterMs } = options;
  makeFolders(dirname(path));
  let owner = writerTag();
  // Only differences on this machine's clock count: the file's time may come from another machine.
  /** @type {{ at: number | undefined, seen: number } | undefined} */
  let stirred;
  while (!(await take(path, owner))) {
    signal?.throwIfAborted();
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue; // given back in between
    const ended = text.split('\n').map(hasEnded);
    if (ended.every((one) => one === true)) {
      await remove(path, text);
      continue;
    }
    if (!stirred) onWait?.(nameOf(text));
    const at = (await stat(path).catch(() => undefined))?.mtimeMs;
    const patience = ended.includes(false) ? orphanedAfterMs : deadAfterMs;
    if (!stirred || at !== stirred.at) stirred = { at, seen: performance.now() };
    else if (performance.now() - stirred.seen > patience) await remove(path, text);
    await sleep(100);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, deadAfterMs / 5);
  /** @param {number} pid */
  const share = async (pid) => {
    owner = `${owner}\n${writerTag(pid)}`;
    await writeFile(path, owner);
  };
  try {
    return await task(share);
  } finally {
    clearInterval(heartbeat);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === owner) await rm(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {string} owner
 */
async function take(path, owner) {
  try {
    await writeFile(path, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a stale lock, but not one with which another process has replaced it meanwhile.
 *
 * @param {string} path
 * @param {string} stale
 */
async function remove(path, stale) {
  const aside = temporaryPath(path);
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** @param {string} text */
function nameOf(text) {
  const [, pid] = /^[0-9a-f]+-(\d+)-/.exec(text) ?? [];
  return pid === undefined ? 'just starting' : `process ${pid}`;
}
