/** Experiments that vary one thing; their runs are no results of the suite. */
export const ablationNames = ['lr-sensitivity', 'ramp', 'rank', 'init-fan'] as const;

export type AblationName = (typeof ablationNames)[number];

export const isAblation = (experiment: string): experiment is AblationName =>
  (ablationNames as readonly string[]).includes(experiment);
