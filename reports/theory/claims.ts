import type { Basis, Claim } from '@singlora/reporting';
import { isSmoke, type Evidence, type Judged } from '@singlora/theory';
import { commandsOf } from '../provenance.ts';

export function entryOf({ claim, found, evidence }: Judged): Claim {
  const { check, runs } = evidence;
  // After smoke runs the command is the check's own: the check is what is missing.
  const isEvidence = !isSmoke(evidence);
  const made = isEvidence ? commandsOf(runs.map(({ record }) => record)) : [];
  const [command = check.command] = made;
  const { id, says, place, see = { title: check.short, anchor: check.id } } = claim;
  return {
    id: `theory/${id}`,
    says,
    place,
    // A smoke run is no evidence, not even of what is derived: it shows that the derivation runs.
    found: isEvidence && found ? { ...found, on: basisOfEvidence(evidence) } : undefined,
    see: { ...see, command },
  };
}

export const basisOfEvidence = (evidence: Evidence): Basis =>
  evidence.check.derives ? { kind: 'derived' } : { kind: 'measured' };
