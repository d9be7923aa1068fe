import {
  type Advice,
  briefText,
  type Claim,
  column,
  format,
  type Html,
  legend,
  markup,
  page,
  stacked,
  table,
  tableHtml,
  tallyText,
  verdictCell,
  verdictNames,
  type Content,
  type Page,
  type Table,
} from '@singlora/reporting';

export interface Shown {
  readonly href: string;
  readonly page: Pick<Page<never, never>, 'title' | 'name' | 'description'>;
  readonly content: Content;
}

type Judged = Claim & Pick<Shown, 'href'> & { readonly name: string };

export const claimsOf = (pages: readonly Shown[]): Judged[] =>
  pages.flatMap(({ href, page: { name }, content: { claims = [] } }) =>
    claims.map((claim) => ({ ...claim, href, name })),
  );

/** A verdict without its condition, which the claim's page states. */
export const briefVerdict = (found: Claim['found']) => ({
  ...verdictCell(found),
  text: briefText(found),
  detail: undefined,
});

/** The evidence in one line: up to the end of the first clause with a number. */
export function briefEvidence(evidence: string): string {
  const clauses = evidence.split(/(?<=[;.]) /);
  const first = clauses.findIndex((clause) => /\d/.test(clause));
  const shown = clauses.slice(0, first + 1).join(' ');
  return first < 0 || shown === evidence ? evidence : `${shown.replace(/[;.]$/, '')} …`;
}

const kindOf = ({ found }: Claim) => (found?.verdict ?? 'none').replaceAll(' ', '-');

/** Every claim in a row: its place in the paper, the verdict, a line of evidence, and the command that reproduces it. */
export const ledger = (claims: readonly Judged[]): Table =>
  table(
    'The paper’s claims in our words. Conditions, and the evidence as a whole, stand on each one’s page.',
    claims,
    [
      stacked(column('Claim', ({ says, place }) => ({ text: says, detail: place }))),
      column('Verdict', ({ found }) => briefVerdict(found)),
      column('Evidence', ({ found }) => found && briefEvidence(found.evidence)),
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

/** More sentences than these are not a summary. */
const sentences = 5;

export const adviceOf = (pages: readonly Shown[]): readonly Advice[] =>
  pages.flatMap(({ content: { advice = [] } }) => advice);

/**
 * Pages with a finding: first those with a picture for the index. If there are too many, the last
 * ones are kept, since the first page counts what is measured.
 */
export function findingsOf(pages: readonly Shown[]): readonly Shown[] {
  const found = pages.filter(({ content: { lede } }) => lede.length > 0).slice(-sentences);
  const order = ({ content: { headline } }: Shown) => Number(!headline);
  return found.toSorted((one, other) => order(one) - order(other));
}

/** The index: the pages' findings, one picture, every claim, and the list of pages. */
export const indexPage = page({
  title: 'What was found',
  name: 'SingLoRA Lab',
  description: 'Every page of the report, with its main finding.',
  reads: (pages: readonly Shown[]) => pages,
  show(pages) {
    const claims = claimsOf(pages);
    const advice = adviceOf(pages);
    const found = findingsOf(pages);
    return {
      lede: found.map(
        ({ href, page: { name }, content: { lede } }) =>
          markup`<a href="${href}">${name}</a>: ${lede[0]}`,
      ),
      picture: found.map(({ content }) => content.headline ?? content.picture).find(Boolean),
      begin: {
        says: markup`Nothing is measured yet. This command trains LoRA and SingLoRA on MNLI in minutes, with <code>-- --preset=smoke</code> in seconds, and then makes these pages:`,
        commands: ['npm start'],
      },
      recorded: format.plural(pages.length, 'page'),
      sections: [
        advice.length > 0 && {
          id: 'advice',
          title: 'What to do',
          body: markup`<ul>
${advice.map(
  ({ says, because }) => markup`<li>${says}
<ul>
${because.map((one) => markup`<li>${one}</li>\n`)}</ul></li>\n`,
)}</ul>`,
        },
        claims.length > 0 && {
          id: 'claims',
          title: 'Every claim',
          intro: markup`<p>${format.plural(claims.length, 'claim')}: ${tallyText(claims.map(({ found }) => found))}.</p>`,
          body: markup`${choices(claims)}${tableHtml(ledger(claims))}`,
        },
        { id: 'pages', title: 'The pages', body: tableHtml(pagesTable(pages)) },
      ],
    };
  },
});
