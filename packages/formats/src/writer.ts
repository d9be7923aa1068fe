import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const form = /^([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{8}$/;

/** Undefined where a system has no such file, as all but Linux. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Where process ids mean something: this host since it was started and, on Linux, its namespace of ids. */
const place = createHash('sha256')
  .update(
    JSON.stringify([
      hostname(),
      orUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? '',
      orUndefined(() => readlinkSync('/proc/self/ns/pid')) ?? '',
    ]),
  )
  .digest('hex')
  .slice(0, 8);

/** When a process began, in the kernel's ticks, and whether it is a zombie. */
function look(pid: number | 'self'): { started: string; zombie: boolean } | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // Fields from the third on; the second, the name in brackets, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && { started: fields[19] ?? '', zombie: fields[0] === 'Z' || fields[0] === 'X' };
}

const started = look('self')?.started ?? '';

/** A new name, part of a file's, that tells which process wrote it. */
export function writerTag(): string {
  return `${place}-${process.pid}-${started}-${randomUUID().slice(0, 8)}`;
}

/**
 * Whether the process of a tag has ended; undefined where that cannot be told: another host, another
 * boot or namespace of ids, or no tag at all.
 */
export function hasEnded(tag: string): boolean | undefined {
  const [, where, id, since] = form.exec(tag) ?? [];
  if (where !== place) return undefined;
  const pid = Number(id);
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // EPERM: the process exists, but belongs to another user.
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return true;
  }
  const found = look(pid);
  return found !== undefined && (found.zombie || found.started !== since);
}
