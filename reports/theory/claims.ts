import type { Basis, Claim } from '@singlora/reporting';
import { isSmoke, type Evidence, type Judged } from '@singlora/theory';
import { commandsOf } from '../provenance.ts';

export function entryOf({ claim, found, evidence }: Judged): Claim {
  const { check, runs } = evidence;
  const [command = check.command] = commandsOf(runs.map(({ record }) => record));
  const { says, place, see = { title: check.short, anchor: check.id } } = claim;
  return {
    says,
    place,
    found: found && { ...found, on: basisOf(evidence) },
    see: { ...see, command },
  };
}

const basisOf = (evidence: Evidence): Basis =>
  evidence.check.derives
    ? { kind: 'derived' }
    : { kind: 'measured', with: isSmoke(evidence) ? 'from a smoke run' : undefined };
