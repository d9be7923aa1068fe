import {
  gluePlans,
  loraCandidate,
  singloraCandidate,
  type Candidate,
  type GluePlan,
  type PlannedComparison,
} from './plan.ts';

const { tasks, secondary: _, ...topTwo } = gluePlans['top-two'];

/** SingLoRA from the weight's principal part, which is subtracted from the weight. */
const principal = { ...singloraCandidate, start: { dist: 'principal' } } satisfies Candidate;
/** SingLoRA with the effect of its random start subtracted from the weight. */
const subtracted = {
  ...singloraCandidate,
  start: { dist: 'subtracted', fan: 'width' },
} satisfies Candidate;
/** SingLoRA with half of its directions negative, each starting as a copy of a positive one. */
const paired = {
  method: 'signed-singlora',
  rank: 8,
  start: { dist: 'paired', fan: 'width' },
} satisfies Candidate;
/** Two separate matrices, each started as SingLoRA's one, with its ramp. */
const untied = { method: 'untied-singlora', rank: 8 } satisfies Candidate;

/** The pairs that show which of SingLoRA's differences makes its gap: its random start, its tie, its missing signs. */
export const mechanismPairs = {
  start: { candidate: subtracted, against: singloraCandidate },
  gap: { candidate: loraCandidate, against: singloraCandidate },
  startByPrincipal: { candidate: principal, against: singloraCandidate },
  tie: { candidate: untied, against: singloraCandidate },
  startUntied: { candidate: loraCandidate, against: untied },
  tieAtZero: { candidate: loraCandidate, against: subtracted },
  signsOfPrincipal: { candidate: paired, against: principal },
  signsOfSubtracted: { candidate: paired, against: subtracted },
} as const satisfies Readonly<Record<string, PlannedComparison>>;

const { start: primary, ...secondary } = mechanismPairs;

/**
 * The plan that asks why SingLoRA scores lower than LoRA in `top-two`. It has that design on the
 * two tasks with the largest gaps, with seeds that no recorded run had.
 */
export const mechanismPlan = {
  ...topTwo,
  title: 'The mechanism',
  tasks: { stsb: tasks.stsb, qnli: tasks.qnli },
  seeds: Array.from({ length: 10 }, (_, i) => 100 + i),
  candidates: [loraCandidate, singloraCandidate, principal, paired, untied, subtracted],
  primary,
  secondary: Object.values(secondary),
  margin: 0.01,
} as const satisfies GluePlan;

/**
 * The plan of the question that the mechanism's plan left open, with seeds that no recorded run
 * had: whether untying the two matrices alone brings SingLoRA up to LoRA.
 */
const tiePlan = {
  ...mechanismPlan,
  title: 'The tie, on new seeds',
  seeds: Array.from({ length: 30 }, (_, i) => 200 + i),
  candidates: [loraCandidate, singloraCandidate, untied],
  primary: mechanismPairs.tie,
  secondary: [mechanismPairs.gap, mechanismPairs.startUntied],
} as const satisfies GluePlan;

/** The mechanism's plans by name; they share one experiment and one preset. */
export const mechanismPlans = { mechanism: mechanismPlan, tie: tiePlan } as const;
