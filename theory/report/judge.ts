import type { Finding } from '@singlora/reporting';
import type { Evidence } from './evidence.ts';
import type { Claim } from './view.ts';

/** A claim beside what was found, and the runs of which the evidence was taken. */
export interface Judged {
  readonly claim: Claim;
  /** Undefined where nothing is measured. */
  readonly found: Finding | undefined;
  readonly evidence: Evidence;
}

/** Every claim of the checks, in the order in which they are discussed. */
export function judgeAll(all: readonly Evidence[]): Judged[] {
  const placeOf = ({ check: { place, claimsPlace = place } }: Evidence) => claimsPlace;
  return [...all]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((evidence) =>
      (evidence.check.claims ?? []).map((claim) => {
        const found = evidence.runs.length > 0 ? claim.judge(evidence.runs) : undefined;
        const text = found && `${found.evidence}${limitText(claim, all)}`;
        return { claim, found: found && { ...found, evidence: text ?? '' }, evidence };
      }),
    );
}

/** The sentences that all checks derive for the limit. */
const limitText = ({ limitOf }: Claim, all: readonly Evidence[]) =>
  limitOf === undefined
    ? ''
    : all.map(({ check, runs }) => check.limit?.(runs, limitOf) ?? '').join('');
