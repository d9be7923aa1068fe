import { commandsOf } from '../provenance.ts';
import type { Entry } from '../ledger.ts';
import { judge, type Claim, type Judged } from './claim.ts';
import { isSmoke, type AllEvidence } from './evidence.ts';
import { fitClaims } from './expressiveness/claims.ts';
import { invarianceClaims } from './invariance/claims.ts';
import { gridClaims } from './loraplus-grid/claims.ts';
import { commandOf } from '@singlora/records';
import { transferClaims } from './transfer/claims.ts';
import { sweepClaims } from './width-sweep/claims.ts';

/** What the paper says of the theory, in the order in which it is discussed. */
export const claims: readonly Claim[] = [
  ...sweepClaims,
  ...transferClaims,
  ...gridClaims,
  ...invarianceClaims,
  ...fitClaims,
];

export const judgeAll = (evidence: AllEvidence): Judged[] =>
  claims.map((claim) => judge(claim, evidence));

/** What the ledger says of a claim. */
export function entryOf({ claim, finding, evidence }: Judged): Entry {
  const [command = commandOf(claim.check)] = commandsOf(evidence.runs.map(({ record }) => record));
  const { says, place, anchor } = claim;
  return {
    says,
    place,
    finding,
    with: isSmoke(evidence) ? 'from a smoke run' : undefined,
    see: { title: anchorTitles[anchor] ?? anchor, anchor, command },
  };
}

/** What links to the evidence say. */
const anchorTitles: Readonly<Record<string, string>> = {
  'width-sweep': 'Phase diagrams',
  parts: 'Parts of Δf',
  invariance: 'Invariance',
  attention: 'Synthetic attention',
  definite: 'Negative eigenvalues',
  transfer: 'Transfer',
  'loraplus-grid': 'Two rates',
};
