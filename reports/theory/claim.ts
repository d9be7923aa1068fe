import type { Finding } from '@singlora/reporting';
import type { AllEvidence, Evidence } from './evidence.ts';
import type { CheckName } from '@singlora/records';

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
