/** The schedules by name. */
export const schedules = ['linear', 'cosine', 'constant'] as const;

/** The course of the learning rate over a run. */
export interface ScheduleConfig {
  /** 'linear': falls to 0 at the last step; 'cosine': the same along half a cosine; 'constant': stays at the peak */
  schedule: (typeof schedules)[number];
  /** steps of linear rise from 0 before that */
  warmupSteps: number;
}

/**
 * The factor on the peak learning rate for the step after `step` completed ones, as in
 * transformers' `get_linear_schedule_with_warmup` and related schedules.
 */
export function scheduleAt(config: ScheduleConfig, step: number, totalSteps: number): number {
  const { schedule, warmupSteps } = config;
  if (step < warmupSteps) return step / warmupSteps;
  if (schedule === 'constant') return 1;
  const left = Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmupSteps));
  return schedule === 'linear' ? left : (1 - Math.cos(Math.PI * left)) / 2;
}
