/** Four numbers in [0, 1) that decide a subject's shape; their meaning depends on its class. */
export type Proportions = readonly [number, number, number, number];

/** `low` at 0, `high` at 1. */
export const between = (low: number, high: number, share: number): number =>
  low + (high - low) * share;
