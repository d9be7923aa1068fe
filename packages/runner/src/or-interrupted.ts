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
