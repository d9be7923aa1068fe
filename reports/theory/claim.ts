import { format } from '@singlora/reporting';
import type { AllEvidence, Evidence } from './evidence.ts';
import type { CheckName } from './record.ts';
import { either } from './words.ts';

export const claimVerdicts = [
  'reproduced',
  'only if',
  'not reproduced',
  'undecided',
  'not yet measured',
] as const;

export type ClaimVerdict = (typeof claimVerdicts)[number];

/** What the records say of a claim. */
export interface Finding {
  readonly verdict: ClaimVerdict;
  /** What must hold, where the verdict is "only if". */
  readonly condition?: string;
  /** A sentence or two with the numbers: slopes, intervals, widths, seeds. */
  readonly evidence: string;
}

export type ClaimDecision = Omit<Finding, 'evidence'>;

/**
 * Whether a claim holds in every case, in none, or in some: then only if it is one of those. `holds` is
 * undefined where a case is undecided; one such case alone leaves neither "reproduced" nor "not reproduced".
 */
export function decide<Case>(
  cases: readonly Case[],
  holds: (one: Case) => boolean | undefined,
  name: (one: Case) => string,
  subject: string,
): ClaimDecision {
  const namesOf = (verdict: boolean | undefined) => [
    ...new Set(cases.filter((one) => holds(one) === verdict).map(name)),
  ];
  const [good, bad, open] = [namesOf(true), namesOf(false), namesOf(undefined)];
  if (good.length > 0 && bad.length + open.length === 0) return { verdict: 'reproduced' };
  if (good.length === 0) return { verdict: open.length > 0 ? 'undecided' : 'not reproduced' };
  const undecided = open.length > 0 ? `; undecided for ${format.listing(open)}` : '';
  return { verdict: 'only if', condition: `${subject} ${either(good)}${undecided}` };
}

/** Something the paper says, beside what decides it here. */
export interface Claim {
  /** Unique; its row's id in the page. */
  readonly id: string;
  /** The claim in our words, one sentence. */
  readonly says: string;
  /** Where the paper says it. */
  readonly place: string;
  /** The check that decides, and where on the page its evidence stands. */
  readonly check: CheckName;
  readonly anchor: string;
  /** Undefined where the records hold nothing of it. */
  judge(evidence: AllEvidence): Finding | undefined;
}

export interface Judged {
  readonly claim: Claim;
  readonly finding: Finding;
  /** The runs of which the evidence was taken. */
  readonly evidence: Evidence;
}

export function judge(claim: Claim, evidence: AllEvidence): Judged {
  const own = evidence[claim.check];
  const found = own.runs.length > 0 ? claim.judge(evidence) : undefined;
  const finding = found ?? { verdict: 'not yet measured', evidence: '' };
  return { claim, finding, evidence: own };
}
