import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * @typedef {object} ProcessIdentity The values that identify a process. A text is empty where the system does not provide it.
 * @property {string} host
 * @property {number} pid
 * @property {string} processStarted distinguishes a process from a later one with the same pid
 * @property {string} bootId distinguishes a machine from another of the same name, and from itself before a reboot
 * @property {string} pidNamespace distinguishes containers on one machine, each with pids of its own
 */

/**
 * The identity of the calling process, or of another on this host.
 *
 * @returns {ProcessIdentity}
 */
export function thisProcess(pid = process.pid) {
  return {
    host: hostname(),
    pid,
    processStarted: look(pid)?.started ?? '',
    bootId: said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: said(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * Whether the pid means the same process here as it did there. Without a boot id and a namespace,
 * Linux may be any container, so its pids mean nothing.
 *
 * @param {ProcessIdentity} other
 */
export function isVisible(other, here = thisProcess()) {
  if (process.platform === 'linux' && (here.bootId === '' || here.pidNamespace === ''))
    return false;
  return (
    other.host === here.host &&
    other.bootId === here.bootId &&
    other.pidNamespace === here.pidNamespace
  );
}

/**
 * Whether a visible process still runs; a zombie does not count, nor a later process with its pid.
 *
 * @param {Pick<ProcessIdentity, 'pid' | 'processStarted'>} one
 */
export function isRunning({ pid, processStarted }) {
  if (!exists(pid)) return false;
  const found = look(pid);
  if (found === undefined) return true;
  return !found.zombie && (processStarted === '' || processStarted === found.started);
}

/** @param {number} pid */
function exists(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user exists too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {() => string} read */
function said(read) {
  try {
    return read();
  } catch {
    return '';
  }
}

/**
 * A process as Linux's /proc shows it, with the start in the kernel's ticks; undefined on other systems.
 *
 * @param {number} pid
 */
function look(pid) {
  const stat = said(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === '') return undefined;
  // Fields from the third on; the second, the name in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19] ?? '', zombie: fields[0] === 'Z' || fields[0] === 'X' };
}
