// The rules of verdicts alone, which measure nothing: for those who judge records.
export { growthOf } from './slopes/growth.ts';
export { atAllSteps, atFirstStep, judgeSweep } from './width-sweep/sweep-verdict.ts';
