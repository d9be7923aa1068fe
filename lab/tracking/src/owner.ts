import { isRunning, isVisible, type ProcessIdentity } from '@singlora/core/disk';

/** How long a process that cannot be inspected counts as alive without a heartbeat, in ms. */
export const STALE_AFTER = 5 * 60_000;

/** Whether the process still runs; if it cannot be inspected, whether its heartbeat is recent. */
export function isAlive(owner: ProcessIdentity, heartbeatAt: string, now: number): boolean {
  return isVisible(owner) ? isRunning(owner) : now < leaseEnd(heartbeatAt, now);
}

/** When a heartbeat's lease ends, in ms since 1970. A heartbeat from a clock that is ahead counts as of now. */
export function leaseEnd(heartbeatAt: string, now: number): number {
  return Math.min(Date.parse(heartbeatAt), now) + STALE_AFTER;
}
