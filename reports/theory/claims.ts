import { format, type Row, type Table } from '@singlora/reporting';
import { commandsOf } from '../provenance.ts';
import { claimVerdicts, judge, type Claim, type ClaimVerdict, type Judged } from './claim.ts';
import { isSmoke, type AllEvidence } from './evidence.ts';
import { fitClaims } from './expressiveness/claims.ts';
import { invarianceClaims } from './invariance/claims.ts';
import { gridClaims } from './loraplus-grid/claims.ts';
import { commandOf } from './record.ts';
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

const colours: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'var(--c3)',
  'only if': 'var(--c5)',
  'not reproduced': 'var(--c2)',
  undecided: 'var(--c6)',
  'not yet measured': 'var(--rule-2)',
};

/** The ledger: one row a claim. */
export function claimTable(judged: readonly Judged[]): Table {
  return {
    caption:
      'What the paper says, in our words, beside what the records of this page say. Every verdict is worked out from the records.',
    columns: [
      { key: 'claim', title: 'The claim', stacked: true },
      { key: 'verdict', title: 'Verdict', stacked: true },
      { key: 'evidence', title: 'On what evidence' },
      { key: 'see', title: 'See', detail: 'and measure again', stacked: true },
    ],
    rows: judged.map(claimRow),
  };
}

function claimRow({ claim, finding, evidence }: Judged): Row {
  const { verdict, condition } = finding;
  const [command = commandOf(claim.check)] = commandsOf(evidence.runs.map(({ record }) => record));
  return {
    cells: {
      claim: { text: claim.says, detail: `Paper: ${claim.place}` },
      verdict: {
        text: condition === undefined ? verdict : `${verdict} ${condition}`,
        colour: colours[verdict],
        ...(isSmoke(evidence) && verdict !== 'not yet measured'
          ? { detail: 'from a smoke run' }
          : {}),
      },
      evidence: finding.evidence || format.absent,
      see: {
        text: anchorTitles[claim.anchor] ?? claim.anchor,
        href: `#${claim.anchor}`,
        detail: command,
      },
    },
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

/** "2 reproduced, 3 only under a condition, 1 not reproduced". */
export function tallyText(judged: readonly Judged[]): string {
  const names: Readonly<Record<ClaimVerdict, string>> = {
    reproduced: 'reproduced',
    'only if': 'reproduced only under a condition',
    'not reproduced': 'not reproduced',
    undecided: 'undecided',
    'not yet measured': 'not yet measured',
  };
  const counts = claimVerdicts
    .map((verdict) => ({
      verdict,
      n: judged.filter(({ finding }) => finding.verdict === verdict).length,
    }))
    .filter(({ n }) => n > 0);
  return format.listing(counts.map(({ verdict, n }) => `${format.count(n)} ${names[verdict]}`));
}
