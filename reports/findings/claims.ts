import type { ClaimFinding } from '@singlora/records';
import type { Claim } from '@singlora/reporting';
import { recordedBasis } from './design.ts';

/** Claims as findings. */
export const claimFindings = (claims: readonly Claim[]): ClaimFinding[] =>
  claims.map(({ id, says, place, found, see }) => ({
    kind: 'claim',
    id: `claim/${id}`,
    says,
    place: place ?? null,
    basis: found ? recordedBasis(found.on) : null,
    condition: found?.condition ?? null,
    rests: [...(found?.rests ?? [])],
    verdict: found?.verdict ?? 'not measured',
    command: see.command,
  }));
