import { hash, randomUUID } from 'node:crypto';
import { isRunning, isVisible, thisProcess } from './process-identity.mjs';

const form = /^([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{8}$/;

const { host, bootId, pidNamespace } = thisProcess();

/**
 * The hash of the scope in which process ids are unique: this host since its boot and, on Linux, its pid namespace.
 */
const place = hash('sha256', JSON.stringify([host, bootId, pidNamespace])).slice(0, 8);

/** A new part of a file's name that identifies the writing process: this one, unless a child's `pid` is given. */
export function writerTag(pid = process.pid) {
  return `${place}-${pid}-${thisProcess(pid).processStarted}-${randomUUID().slice(0, 8)}`;
}

/**
 * Whether the process of a tag has ended; undefined where that is not known: on another host, boot
 * or pid namespace, or for text that is not a tag.
 *
 * @param {string} tag
 */
export function hasEnded(tag) {
  const [, where, pid, started = ''] = form.exec(tag) ?? [];
  if (where !== place) return undefined;
  const writer = { host, bootId, pidNamespace, pid: Number(pid), processStarted: started };
  return isVisible(writer) ? !isRunning(writer) : undefined;
}
