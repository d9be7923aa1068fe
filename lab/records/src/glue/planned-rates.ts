import type { gluePlans } from './plan.ts';

/**
 * The plans that ask over how wide a range of learning rates a method scores well: each has the design of the plan of
 * its name on MNLI, but rates, seeds and rows of its own. Without all of these runs it decides nothing.
 */
export const plannedRates = {
  decoder: {
    rates: [1e-4, 3e-4, 5.6e-4, 1e-3, 1.8e-3, 3e-3],
    seeds: [400, 401, 402, 403, 404],
    trainRows: 2000,
    evalRows: 1000,
  },
} satisfies Partial<Record<keyof typeof gluePlans, object>>;
