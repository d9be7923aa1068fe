import type { Difference } from './differences.ts';

/** A difference smaller than this is called none where the whole interval lies within it. Fixed before any result. */
export const margin = 0.02;

/** The rule of verdicts, in words. */
export const ruleText = `Each difference is paired by subject and seed, with a 95% interval over subjects. “More” is reproduced where the whole interval is above zero; not reproduced where it is below zero or within ±${margin} of it; else undecided. “No less” is reproduced where the whole interval is above −${margin}; not reproduced where else it is below zero. The margin and these rules were set before any result. One subject leaves every claim undecided, and so do smoke runs, and an adapter that is not above the model without one by more than its interval. “About as many parameters” pairs each method’s adapter that is nearest to the other’s, up to a factor of 1.5.`;

/** Whether the first is more, over subjects; undefined where that is open. */
export function more({ over, interval }: Difference): boolean | undefined {
  if (over !== 'subjects' || !interval) return undefined;
  const [low, high] = interval;
  if (low > 0) return true;
  return high < 0 || (low > -margin && high < margin) ? false : undefined;
}

/** Whether the first is no less, over subjects, by the margin; undefined where that is open. */
export function noLess({ over, interval }: Difference): boolean | undefined {
  if (over !== 'subjects' || !interval) return undefined;
  const [low, high] = interval;
  if (low > -margin) return true;
  return high < 0 ? false : undefined;
}
