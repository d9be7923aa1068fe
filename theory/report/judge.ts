import type { Evidence } from './evidence.ts';

/** A claim with its finding, and the runs of the evidence. */
export type Judged = ReturnType<typeof judgeAll>[number];

/** Every claim of the checks, in order of discussion, with its finding: undefined without measurements. */
export function judgeAll(all: readonly Evidence[]) {
  const placeOf = ({ check: { place, claimsPlace = place } }: Evidence) => claimsPlace;
  return [...all]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((evidence) =>
      (evidence.check.claims ?? []).map((claim) => ({
        claim,
        found: evidence.runs.length > 0 ? claim.judge(evidence.runs) : undefined,
        evidence,
      })),
    );
}
