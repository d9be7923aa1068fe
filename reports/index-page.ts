import {
  briefText,
  type Claim,
  column,
  type Content,
  format,
  ideaHtml,
  type Html,
  legend,
  markup,
  type Material,
  page,
  type Page,
  stacked,
  table,
  tableHtml,
  tallyText,
  verdictCell,
  verdictNames,
  type Table,
} from '@singlora/reporting';
import { evidenceCell } from './ledger.ts';

export interface Shown {
  readonly href: string;
  readonly page: Pick<Page<never, never>, 'title' | 'name' | 'description'>;
  readonly content: Content;
  /** What it has for its document. */
  readonly shows?: Content | Material;
}

type Judged = Claim & Pick<Shown, 'href'> & { readonly name: string };

export const claimsOf = (pages: readonly Shown[]): Judged[] =>
  pages.flatMap(({ href, page: { name }, content: { claims = [] } }) =>
    claims.map((claim) => ({ ...claim, href, name })),
  );

/** The parts of all pages, by "page/part", for documents that show parts of several. */
export const partsOf = (pages: readonly Shown[]): Material['parts'] =>
  ofAll(pages, ({ parts }) => parts);

/** The same of their values. */
export const pageValues = (pages: readonly Shown[]): NonNullable<Material['values']> =>
  ofAll(pages, ({ values = {} }) => values);

const ofAll = <Value>(
  pages: readonly Shown[],
  of: (material: Material) => Readonly<Record<string, Value>>,
): Record<string, Value> =>
  Object.fromEntries(
    pages.flatMap(({ shows }) =>
      shows && 'parts' in shows
        ? Object.entries(of(shows)).map(([name, own]) => [`${shows.document}/${name}`, own])
        : [],
    ),
  );

/** A verdict without its condition, which the claim's page states. */
const briefVerdict = (found: Claim['found']) => ({
  ...verdictCell(found),
  text: briefText(found),
  detail: undefined,
});

const kindOf = ({ found }: Claim) => (found?.verdict ?? 'none').replaceAll(' ', '-');

/** Every claim in a row: its place in the paper, the verdict, its numbers, and the command that reproduces it. */
export const ledger = (claims: readonly Judged[]): Table =>
  table(
    'The paper’s claims in our words. Conditions stand on each one’s page.',
    claims,
    [
      stacked(column('Claim', ({ says, place }) => ({ text: says, detail: place }))),
      column('Verdict', ({ found }) => briefVerdict(found)),
      column('Evidence', ({ found }) => found && evidenceCell(found)),
      stacked(
        column(['See', 'and measure again'], ({ name, href, see: { anchor, command } }) => ({
          text: name,
          href: anchor === undefined ? href : `${href}#${anchor}`,
          detail: command,
        })),
      ),
    ],
    { notes: [legend], kind: kindOf },
  );

/** The filter of shown verdicts; without a script, all are shown. */
function choices(claims: readonly Judged[]): Html {
  const each = Object.entries(verdictNames).flatMap(([verdict, name]) => {
    const kind = verdict.replaceAll(' ', '-');
    const n = claims.filter((claim) => kindOf(claim) === kind).length;
    return n > 0
      ? markup`<label><input type="radio" name="verdict" value="${kind}"> ${name} (${n})</label>\n`
      : [];
  });
  return markup`<fieldset class="choices"><legend>Show</legend>
<label><input type="radio" name="verdict" value="" checked> all (${claims.length})</label>
${each}</fieldset>
`;
}

const pagesTable = (pages: readonly Shown[]): Table =>
  table('What each page shows, and how much of it is recorded.', pages, [
    column('Page', ({ page: { name }, href }) => ({ text: name, href })),
    column('What it shows', ({ page: { description } }) => description),
    column('Recorded', ({ content: { lede, recorded } }) =>
      lede.length > 0 ? recorded : 'Nothing is measured yet.',
    ),
  ]);

/** "38 claims: 2 seen and 6 not seen in a stand-in; 9 derived: 2 hold …" */
const tally = (claims: readonly Claim[]): string =>
  `${format.plural(claims.length, 'claim')}: ${tallyText(claims.map(({ found }) => found))}`;

/** The claims of all pages: how many have which verdict, and the ledger; undefined without any. */
export function claimsParts(pages: readonly Shown[]): Material['parts'] {
  const claims = claimsOf(pages);
  if (claims.length === 0) return { tally: undefined, claims: undefined };
  return {
    tally: markup`<p>${tally(claims)}.</p>`,
    claims: markup`${choices(claims)}${tableHtml(ledger(claims))}`,
  };
}

/** The index: the pages' findings, every claim, and the list of pages. */
export const indexPage = page({
  title: 'What was found',
  name: 'SingLoRA Lab',
  description: 'What the records say of the paper, and every page of the report.',
  reads: (pages: readonly Shown[]) => pages,
  show(pages) {
    const isMeasured = pages.some(({ content: { lede } }) => lede.length > 0);
    return {
      document: 'index',
      isBegun: isMeasured,
      begin: {
        says: markup`Nothing is measured yet. This command trains LoRA and SingLoRA on MNLI in minutes, with <code>-- --preset=smoke</code> in seconds, and then makes these pages:`,
        commands: ['npm start'],
      },
      recorded: format.plural(pages.length, 'page'),
      parts: {
        ...partsOf(pages),
        idea: ideaHtml(),
        ...claimsParts(pages),
        pages: tableHtml(pagesTable(pages)),
      },
      values: pageValues(pages),
    };
  },
});
