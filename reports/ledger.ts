import {
  column,
  type Finding,
  format,
  type Html,
  type Section,
  sourced,
  stacked,
  table,
  type Table,
  tallyText,
  verdictCell,
} from '@singlora/reporting';

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

/** Evidence of more letters is folded: the verdicts are to be seen at a glance. */
const long = 160;

/** The ledger: one row a claim. */
export const ledgerTable = (entries: readonly Entry[]): Table =>
  table(
    'What the paper says, in our words, beside what the records of this page say. Every verdict is worked out from the records.',
    entries,
    [
      stacked(
        column('The claim', ({ says, place }) => ({ text: says, detail: `Paper: ${place}` })),
      ),
      stacked(column('Verdict', ({ finding, with: detail }) => verdictCell(finding, detail))),
      column('On what evidence', ({ finding: { evidence } }) =>
        evidence
          ? { text: evidence, fold: evidence.length > long ? 'The numbers' : undefined }
          : undefined,
      ),
      stacked(
        column(['See', 'and measure again'], ({ see: { title, anchor, command } }) => ({
          text: title,
          href: anchor && `#${anchor}`,
          detail: command,
        })),
      ),
    ],
  );

/** The ledger as a part of a page. */
export const claimsSection = (
  entries: readonly Entry[],
  title = 'The claims',
  intro?: Html,
): Section => ({
  id: 'claims',
  title,
  ...(intro ? { intro } : {}),
  body: sourced(ledgerTable(entries)),
});

/** "Of 7 claims: 2 reproduced, 5 not yet measured." */
export const claimsTally = (entries: readonly Entry[], whose = ''): string =>
  `Of ${format.plural(entries.length, 'claim')}${whose}: ${tallyText(entries.map(({ finding }) => finding))}.`;
