import { link, mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, place } from './processes.mjs';

/** How long an untouched lock counts as held: a holder that is alive may be an orphaned child. */
const patienceMs = { seen: 10 * 60_000, unseen: 30_000 };

/**
 * A lock between processes: a file that names who holds it, which the holder touches every second.
 * It is stale, and taken over, when the processes it names are gone, or were given their ids long
 * after the lock was last touched; on another machine, where ids say nothing, after half a minute.
 *
 * Work done under it must still be safe without it, by writing aside and renaming: the lock
 * avoids double work, but cannot exclude it on every file system.
 *
 * @template T
 * @param {string} path
 * @param {(share: (pid: number) => Promise<void>) => Promise<T>} work may `share` the lock with a
 *   child process that could outlive this one
 * @param {{ signal?: AbortSignal, onWait?: (holder: string) => void }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { signal, onWait } = {}) {
  const token = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const holder = { token, place, pids: [process.pid] };
  await mkdir(dirname(path), { recursive: true });

  let told = false;
  while (!(await create(path, holder))) {
    const other = await read(path);
    if (!other) continue; // given back in between
    if (isStale(other)) {
      await remove(path, other.text);
      continue;
    }
    if (!told) onWait?.(describe(other.holder));
    told = true;
    await sleep(200, undefined, { signal });
  }

  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), 1000);
  const share = async (pid) => {
    holder.pids.push(pid);
    await writeFile(path, JSON.stringify(holder));
  };
  try {
    return await work(share);
  } finally {
    clearInterval(beat);
    const own = await read(path);
    if (own?.holder?.token === token) await rm(path, { force: true });
  }
}

const describe = (holder) =>
  holder ? `process ${holder.pids[0]} on ${holder.place.split(' ')[0]}` : 'just starting';

async function create(path, holder) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(holder)).finally(() => file.close());
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, mtimeMs, holder: parse(text) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // being written, or garbage: its age decides
  }
}

function isStale({ mtimeMs, holder }) {
  const untouchedMs = Date.now() - mtimeMs;
  if (holder?.place !== place) return untouchedMs > patienceMs.unseen;
  return !holder.pids.some(isAlive) || untouchedMs > patienceMs.seen;
}

/** Removes a stale lock, but not one that another process has put in its place meanwhile. */
async function remove(path, staleText) {
  const aside = `${path}.stale-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== staleText) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}
