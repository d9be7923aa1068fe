/** Four numbers in [0, 1) that a subject's shape depends on; what they mean is its class's. */
export type Proportions = readonly [number, number, number, number];

/** `low` at 0, `high` at 1. */
export const between = (low: number, high: number, share: number): number =>
  low + (high - low) * share;
