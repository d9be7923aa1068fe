import type { Finding } from '@singlora/reporting';
import type { Evidence } from './evidence.ts';
import type { Claim } from './view.ts';

/** A claim with its finding, and the runs of the evidence. */
export interface Judged {
  readonly claim: Claim;
  /** Undefined without measurements. */
  readonly found: Finding | undefined;
  readonly evidence: Evidence;
}

/** Every claim of the checks, in order of discussion. */
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

const limitText = ({ limitOf }: Claim, all: readonly Evidence[]) =>
  limitOf === undefined
    ? ''
    : all.map(({ check, runs }) => check.limit?.(runs, limitOf) ?? '').join('');
