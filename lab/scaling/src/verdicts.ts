// Only the rules of verdicts, without measuring: for code that judges records.
export { growthOf } from './slopes/growth.ts';
export { atAllSteps, atFirstStep, judgeSweep } from './width-sweep/sweep-verdict.ts';
export { exponentSchema } from './coordinate-check/expectation.ts';
export { growthBeside } from './coordinate-check/growth-beside.ts';
export { isFault, verdictBesideLoss } from './coordinate-check/judgement.ts';
export { decidedText } from './slopes/advice.ts';
export { pointsOf } from './slopes/slope.ts';
export { isAtEdge } from './transfer/at-edge.ts';
export { cliffRounding } from './transfer/cliff.ts';
