import { setImmediate as turn } from 'node:timers/promises';
import { isAbort } from './errors.ts';
import type { Outcome } from './experiment.ts';

/** The outcome of a run's work: interrupted where it threw because of the signal. Another error while stopping, such as a full disk, is thrown. */
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
 * What work gives of which another process does a part: Ctrl-C ends that one too, which looks like a failure here.
 *
 * @throws the signal's reason where the work failed and a stop was asked for; else what the work throws
 */
export async function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await turn(); // the signal may be handled after the other process's end
    signal.throwIfAborted();
    throw error;
  }
}
