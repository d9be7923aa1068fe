import type { Evidence } from './evidence.ts';
import type { Claim } from './view.ts';

/** A claim with its finding, and the runs of the evidence. */
export type Judged = ReturnType<typeof judgeAll>[number];

/** Every claim of the checks, in order of discussion, with its finding: undefined without measurements. */
export function judgeAll(all: readonly Evidence[]) {
  const placeOf = ({ check: { place, claimsPlace = place } }: Evidence) => claimsPlace;
  return [...all]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((evidence) =>
      (evidence.check.claims ?? []).map((claim) => {
        const found = evidence.runs.length > 0 ? claim.judge(evidence.runs) : undefined;
        const limited = found && {
          ...found,
          evidence: `${found.evidence}${limitText(claim, all)}`,
        };
        return { claim, found: limited, evidence };
      }),
    );
}

const limitText = ({ limitOf }: Claim, all: readonly Evidence[]) =>
  limitOf === undefined
    ? ''
    : all.map(({ check, runs }) => check.limit?.(runs, limitOf) ?? '').join('');
