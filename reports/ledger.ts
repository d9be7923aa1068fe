import { format, type Table } from '@singlora/reporting';
import { verdictCell, type Finding } from './finding.ts';

/** A claim of the paper beside what was found. */
export interface Entry {
  /** In our words, one sentence. */
  readonly says: string;
  /** Where the paper says it. */
  readonly place: string;
  readonly finding: Finding;
  /** What it was found with, where that is less than the claim is about. */
  readonly with?: string | undefined;
  /** Where on the page the evidence stands, and what makes it again. */
  readonly see: {
    readonly title: string;
    /** Absent where nothing was measured. */
    readonly anchor?: string;
    readonly command: string;
  };
}

/** The ledger: one row a claim. */
export function ledgerTable(entries: readonly Entry[]): Table {
  return {
    caption:
      'What the paper says, in our words, beside what the records of this page say. Every verdict is worked out from the records.',
    columns: [
      { key: 'claim', title: 'The claim', stacked: true },
      { key: 'verdict', title: 'Verdict', stacked: true },
      { key: 'evidence', title: 'On what evidence' },
      { key: 'see', title: 'See', detail: 'and measure again', stacked: true },
    ],
    rows: entries.map(({ says, place, finding, with: detail, see }) => ({
      cells: {
        claim: { text: says, detail: `Paper: ${place}` },
        verdict: verdictCell(finding, detail),
        evidence: finding.evidence || format.absent,
        see: {
          text: see.title,
          ...(see.anchor === undefined ? {} : { href: `#${see.anchor}` as const }),
          detail: see.command,
        },
      },
    })),
  };
}
