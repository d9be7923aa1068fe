import type { Claim } from '@singlora/reporting';
import { commandOf, isSmoke, type Judged } from '@singlora/theory';
import { commandsOf } from '../provenance.ts';

/** What the ledger says of a claim. */
export function entryOf({ claim, finding, evidence }: Judged): Claim {
  const { check, runs } = evidence;
  const [command = commandOf(check)] = commandsOf(runs.map(({ record }) => record));
  const { says, place, see = { title: check.short, anchor: check.id } } = claim;
  return {
    says,
    place,
    finding,
    with: isSmoke(evidence) ? 'from a smoke run' : undefined,
    see: { ...see, command },
  };
}
