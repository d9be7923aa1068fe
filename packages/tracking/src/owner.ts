import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunOwner } from './records.ts';

/** The identity of a process. Each text is opaque, and empty where the system does not tell it. */
export interface Owner extends RunOwner {
  /** Tells a process from a later one with the same pid. */
  processStarted: string;
  /** Tells a machine from another of the same name, and from itself before it was started again. */
  bootId: string;
  /** Tells containers on one machine, each of which counts its pids anew. */
  pidNamespace: string;
}

/** After this long without a heartbeat the run of a process that cannot be inspected counts as dead, in ms. */
export const STALE_AFTER = 5 * 60_000;

export function currentOwner(): Owner {
  return {
    host: hostname(),
    pid: process.pid,
    processStarted: processInfo(process.pid)?.started ?? '',
    bootId: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: said(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Whether the process still runs; for one that cannot be inspected, whether its heartbeat is recent. */
export function isAlive(owner: Owner, heartbeatAt: string, now = Date.now()): boolean {
  return isVisible(owner) ? runs(owner) : now < leaseEnd(heartbeatAt, now);
}

/**
 * Whether the owner's pid means the same process here as it did there. A Linux that tells neither
 * boot nor namespace may be any container, so nothing is concluded from a pid there.
 */
export function isVisible(owner: Owner, here = currentOwner()): boolean {
  if (process.platform === 'linux' && (here.bootId === '' || here.pidNamespace === ''))
    return false;
  return (
    owner.host === here.host &&
    owner.bootId === here.bootId &&
    owner.pidNamespace === here.pidNamespace
  );
}

/** Until when a heartbeat speaks for its process, in ms since 1970. One from a clock ahead counts as of now. */
export function leaseEnd(heartbeatAt: string, now = Date.now()): number {
  return Math.min(Date.parse(heartbeatAt), now) + STALE_AFTER;
}

function runs(owner: Owner): boolean {
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

function said(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
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
