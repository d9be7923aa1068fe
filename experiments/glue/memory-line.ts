import type { MemoryPlan } from '@singlora/training';

/** Plans below this size, in bytes, are not printed: any machine has that much memory. */
const least = 2e9;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** The memory that a step needs, if it is much; printed before the first step, so that a failure is no surprise. */
export function memoryLine({ total, weights, training, activations, working }: MemoryPlan) {
  if (total < least) return undefined;
  return (
    `  A step holds about ${gigabytes(total)}: weights ${gigabytes(weights)}, trained numbers ${gigabytes(training)}, ` +
    `activations ${gigabytes(activations + working)} (--recompute=yes and --micro-batch-size make these fewer).`
  );
}
