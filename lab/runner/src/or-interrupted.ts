import { setImmediate as turn } from 'node:timers/promises';
import { isAbort } from './errors.ts';
import type { Outcome } from './experiment.ts';

/** The outcome of a run's work: interrupted where it threw because of the signal. Other errors, such as a full disk, are rethrown. */
export async function orInterrupted(
  signal: AbortSignal,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted && isAbort(error)) return { status: 'interrupted' };
    throw error;
  }
}

/**
 * The result of work that another process partly does: Ctrl-C also ends that process, which looks like a failure here.
 *
 * @throws the signal's reason where the work failed after a stop was requested; else the work's own error
 */
export async function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await turn(); // the signal may be handled after the other process has ended
    signal.throwIfAborted();
    throw error;
  }
}
