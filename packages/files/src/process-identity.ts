import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a process from all others. A text is empty where the system does not tell it. */
export interface ProcessIdentity {
  host: string;
  pid: number;
  /** Tells a process from a later one with the same pid. */
  processStarted: string;
  /** Tells a machine from another of the same name, and from itself before it was started again. */
  bootId: string;
  /** Tells containers on one machine, each of which counts its pids anew. */
  pidNamespace: string;
}

/** The identity of the process that asks. */
export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    pid: process.pid,
    processStarted: look(process.pid)?.started ?? '',
    bootId: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: said(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * Whether the pid means the same process here as it did there. A Linux that tells neither boot nor
 * namespace may be any container, so nothing is concluded from a pid there.
 */
export function isVisible(other: ProcessIdentity, here = thisProcess()): boolean {
  if (process.platform === 'linux' && (here.bootId === '' || here.pidNamespace === ''))
    return false;
  return (
    other.host === here.host &&
    other.bootId === here.bootId &&
    other.pidNamespace === here.pidNamespace
  );
}

/** Whether a visible process still runs: no zombie, and no later process with its pid. */
export function isRunning({ pid, processStarted }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const found = look(pid);
  if (found === undefined) return true;
  return !found.zombie && (processStarted === '' || processStarted === found.started);
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

/** From Linux's /proc, with the start in the kernel's ticks; undefined on other systems. */
function look(pid: number): { started: string; zombie: boolean } | undefined {
  const stat = said(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === '') return undefined;
  // Fields from the third on; the second, the name in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19] ?? '', zombie: fields[0] === 'Z' || fields[0] === 'X' };
}
