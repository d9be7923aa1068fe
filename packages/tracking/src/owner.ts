import { isRunning, isVisible, type ProcessIdentity } from '@singlora/files';

/** The time without a heartbeat after which a process that cannot be inspected counts as dead, in ms. */
export const STALE_AFTER = 5 * 60_000;

/** Whether the process still runs; for one that cannot be inspected, whether its heartbeat is recent. */
export function isAlive(owner: ProcessIdentity, heartbeatAt: string, now: number): boolean {
  return isVisible(owner) ? isRunning(owner) : now < leaseEnd(heartbeatAt, now);
}

/** The time until which a heartbeat speaks for its process, in ms since 1970. One from a clock ahead counts as of now. */
export function leaseEnd(heartbeatAt: string, now: number): number {
  return Math.min(Date.parse(heartbeatAt), now) + STALE_AFTER;
}
