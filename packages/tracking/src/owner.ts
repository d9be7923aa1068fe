import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunOwner } from './records.ts';

/** A process, told from any later one with the same pid. */
export interface Owner extends RunOwner {
  /** Opaque; empty where the system does not say. */
  processStarted: string;
}

/** After this long without a word from another host its run counts as dead, in ms. */
export const STALE_AFTER = 5 * 60_000;

export function currentOwner(): Owner {
  return {
    host: hostname(),
    pid: process.pid,
    processStarted: processInfo(process.pid)?.started ?? '',
  };
}

/** Whether the process still runs; for one on another host, whether it was heard of lately. */
export function isAlive(owner: Owner, heartbeatAt: string, now = Date.now()): boolean {
  if (owner.host !== hostname()) return now - Date.parse(heartbeatAt) < STALE_AFTER;
  if (!exists(owner.pid)) return false;
  const info = processInfo(owner.pid);
  if (info === undefined) return true;
  const same = owner.processStarted === '' || owner.processStarted === info.started;
  return same && !info.zombie;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user exists too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** From Linux's /proc; undefined on other systems. */
function processInfo(pid: number): { started: string; zombie: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields from the third on; the second, the name in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: fields[19] ?? '', zombie: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}
