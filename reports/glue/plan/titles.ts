import type { Candidate, GluePlan, GluePlanName, PlannedComparison } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting';
import { intervalText } from '../comparison.ts';
import type { Effect } from './effect.ts';
import { planExperiment } from './planned-runs.ts';

/** "SingLoRA"; "SingLoRA r16" where its rank is not that of what the plan compares with. */
export const candidateTitle = ({ primary }: GluePlan, { method, rank }: Candidate): string =>
  rank === primary.against.rank ? methodTitle(method) : `${methodTitle(method)} r${rank}`;

/** "SingLoRA − LoRA". */
export const comparisonTitle = (plan: GluePlan, { candidate, against }: PlannedComparison) =>
  `${candidateTitle(plan, candidate)} − ${candidateTitle(plan, against)}`;

/** "−0.31 points (95% −0.62 to 0.00), 10 seeds". */
export const effectText = ({ difference, interval, bySeed }: Effect): string =>
  `${format.signedPoints(difference, 2)} points (95% ${intervalText(interval)}), ${format.plural(bySeed.length, 'seed')}`;

/** What makes a plan's runs, and goes on where they stopped. */
export const planCommand = (name: GluePlanName): string =>
  `npx nx run experiments:${planExperiment} --preset=${name}`;
