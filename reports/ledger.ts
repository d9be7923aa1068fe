import {
  type Basis,
  type CellValue,
  column,
  type Claim,
  type Evidence,
  type Finding,
  format,
  type Html,
  legend,
  type Section,
  stacked,
  table,
  type Table,
  tableHtml,
  tallyText,
  verdictCell,
} from '@singlora/reporting';
import { areSmoke } from '@singlora/comparison';
import type { RunRecord } from '@singlora/tracking';

/** How the records judge a claim. */
interface Judge<Setting> {
  /** The most relevant first. */
  readonly settings: readonly Setting[];
  /** Undefined where a setting has no data for it. */
  readonly finding: (setting: Setting) => Finding | undefined;
  readonly basis: (setting: Setting) => Basis;
}

/** A claim as judged by the first setting with data for it, which becomes `judged`; `see` applies where there is none. */
export function judgedClaim<
  Setting extends { readonly runs: readonly { readonly record: RunRecord }[] },
>(
  claim: Pick<Claim, 'id' | 'says' | 'place' | 'see'>,
  { settings, finding, basis }: Judge<Setting>,
): { readonly claim: Claim; readonly judged: Setting | undefined } {
  let found: Claim['found'];
  const judged = settings.find((setting) => {
    const own = areSmoke(setting.runs) ? undefined : finding(setting);
    found = own && { ...own, on: basis(setting) };
    return own;
  });
  const command = judged?.runs[0]?.record.command ?? claim.see.command;
  return { claim: { ...claim, found, see: { ...claim.see, command } }, judged };
}

/** More numbers than these are collapsed, so that verdicts stay visible at a glance. */
const few = 3;

/** The page where each finding has its id as an anchor. */
export const findingsHref = 'findings.html';

/** What the verdict rests on: its numbers, else its findings; nothing where a table alone has it. */
export function evidenceCell({ evidence = [], rests = [] }: Finding): CellValue {
  if (evidence.length > 0)
    return {
      text: evidence.map(lineOf).join('\n'),
      fold: evidence.length > few ? format.plural(evidence.length, 'number') : undefined,
    };
  return rests.length > 0
    ? { text: format.plural(rests.length, 'finding'), href: `${findingsHref}#${rests[0]}` }
    : undefined;
}

const lineOf = ({ of, value, verdict }: Evidence) =>
  `${of}: ${[value, verdict].filter(Boolean).join('; ')}`;

const ledgerTable = (says: string, entries: readonly Claim[]): Table =>
  table(
    `${says}, beside what the records of this page say. Every verdict is worked out from the records.`,
    entries,
    [
      stacked(
        column('The claim', ({ says, place }) => ({
          text: says,
          detail: place && `Paper: ${place}`,
        })),
      ),
      stacked(column('Verdict', ({ found }) => verdictCell(found))),
      column('Evidence', ({ found }) => found && evidenceCell(found)),
      stacked(
        column(['See', 'and measure again'], ({ see: { title, anchor, command } }) => ({
          text: title,
          href: anchor && `#${anchor}`,
          detail: command,
        })),
      ),
    ],
    { notes: [legend] },
  );

/** The ledger as a part of a page. */
export const claimsSection = (
  entries: readonly Claim[],
  title = 'The claims',
  intro?: Html,
): Section => ({
  id: 'claims',
  title,
  ...(intro ? { intro } : {}),
  body: tableHtml(ledgerTable('What the paper says, in our words', entries)),
});

/** The section of readers' questions that the paper leaves open; none without questions. */
export const questionsSection = (entries: readonly Claim[]): Section | false =>
  entries.length > 0 && {
    id: 'questions',
    title: 'Beyond the paper',
    body: tableHtml(ledgerTable('What we ask, not the paper', entries)),
  };

/** "Of 7 claims: 2 reproduced; 5 not yet measured." */
export const claimsTally = (entries: readonly Claim[]): string =>
  `Of ${format.plural(entries.length, 'claim')}: ${tallyText(entries.map(({ found }) => found))}.`;
