import {
  gluePlans,
  lora,
  singlora,
  type Candidate,
  type GluePlan,
  type PlannedComparison,
} from './plan.ts';

const { tasks, secondary: _, ...topTwo } = gluePlans['top-two'];

/** SingLoRA from the weight's principal part, which is taken off the weight. */
const principal = { ...singlora, start: { dist: 'principal' } } satisfies Candidate;
/** SingLoRA with what its random start changes taken off the weight. */
const subtracted = {
  ...singlora,
  start: { dist: 'subtracted', fan: 'width' },
} satisfies Candidate;
/** Half of its directions negative, and each of these started as a positive one. */
const paired = {
  method: 'signed-singlora',
  rank: 8,
  start: { dist: 'paired', fan: 'width' },
} satisfies Candidate;
/** Two matrices that start as SingLoRA's one, with its ramp. */
const untied = { method: 'untied-singlora', rank: 8 } satisfies Candidate;

/** The pairs that show which of SingLoRA's differences makes its gap: its random start, its tie, its missing signs. */
export const mechanismPairs = {
  start: { candidate: subtracted, against: singlora },
  gap: { candidate: lora, against: singlora },
  startByPrincipal: { candidate: principal, against: singlora },
  tie: { candidate: untied, against: singlora },
  startUntied: { candidate: lora, against: untied },
  tieAtZero: { candidate: lora, against: subtracted },
  signsOfPrincipal: { candidate: paired, against: principal },
  signsOfSubtracted: { candidate: paired, against: subtracted },
} as const satisfies Readonly<Record<string, PlannedComparison>>;

const { start: primary, ...secondary } = mechanismPairs;

/**
 * The plan that asks why SingLoRA scores less than LoRA in `top-two`: that design on the two tasks with the largest gaps, on seeds
 * that no recorded run had.
 */
export const mechanismPlan = {
  ...topTwo,
  title: 'The mechanism',
  tasks: { stsb: tasks.stsb, qnli: tasks.qnli },
  seeds: Array.from({ length: 10 }, (_, i) => 100 + i),
  candidates: [lora, singlora, principal, paired, untied, subtracted],
  primary,
  secondary: Object.values(secondary),
  margin: 0.01,
} as const satisfies GluePlan;

/**
 * The plan of the question that the mechanism's left open, on seeds that no recorded run had: whether untying the two matrices, and
 * nothing else, brings SingLoRA to LoRA.
 */
const tiePlan = {
  ...mechanismPlan,
  title: 'The tie, on new seeds',
  seeds: Array.from({ length: 30 }, (_, i) => 200 + i),
  candidates: [lora, singlora, untied],
  primary: mechanismPairs.tie,
  secondary: [mechanismPairs.gap, mechanismPairs.startUntied],
} as const satisfies GluePlan;

/** The plans of the mechanism by name; all are of one experiment, and of one preset. */
export const mechanismPlans = { mechanism: mechanismPlan, tie: tiePlan } as const;
