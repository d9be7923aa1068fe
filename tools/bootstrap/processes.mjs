import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

function orEmpty(read) {
  try {
    return read();
  } catch {
    return ''; // all but Linux
  }
}

/** Where a process id means something: the machine and, on Linux, its start and the namespace of ids. */
export const place = [
  hostname(),
  orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
].join(' ');

/** Whether a process of this place runs. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // someone else's process, but alive
  }
}
