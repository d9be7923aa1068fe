import type { MemoryPlan } from '@singlora/training';

/** Smaller plans go unmentioned, in bytes: any machine has so much. */
const least = 2e9;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** What a step will hold, where that is much; said before the first step, so that nobody waits for it to fail. */
export function memoryLine({ total, weights, training, activations, working }: MemoryPlan) {
  if (total < least) return undefined;
  return (
    `  A step holds about ${gigabytes(total)}: weights ${gigabytes(weights)}, trained numbers ${gigabytes(training)}, ` +
    `activations ${gigabytes(activations + working)} (--recompute=yes and --micro-batch-size make these fewer).`
  );
}
