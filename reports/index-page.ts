import {
  column,
  format,
  foundText,
  legend,
  markup,
  page,
  table,
  tableHtml,
  verdictCell,
  type Content,
  type Page,
  type Section,
  type Table,
} from '@singlora/reporting';

/** A page, where it is to be and what it shows. */
export interface Shown {
  readonly href: string;
  readonly page: Pick<Page<never, never>, 'title' | 'name' | 'description'>;
  readonly content: Content;
}

/** The claims of all pages with their verdicts; conditions and evidence are the pages'. */
export function everyClaim(pages: readonly Shown[], caption = '', notes: string[] = []): Table {
  const claims = pages.flatMap(({ href, page: { name }, content }) =>
    (content.claims ?? []).map((claim) => ({ ...claim, page: { text: name, href } })),
  );
  return table(
    caption,
    claims,
    [
      column('Claim', ({ says }) => says),
      column('In the paper', ({ place }) => place),
      column('Verdict', ({ found }) => ({
        ...verdictCell(found),
        text: foundText(found).replace(/(?: holds)? only if$/, ' under a condition'),
        detail: undefined,
      })),
      column('Page', ({ page }) => page),
    ],
    { notes },
  );
}

/** A page's answer that stands before all else. */
const headlineSection = ({ href, content: { headline } }: Shown): Section | undefined =>
  headline && {
    id: `${href.replace('.html', '')}-headline`,
    title: headline.title,
    href,
    body: markup`<p>${headline.says}</p>
<div class="picture">${headline.picture}</div>`,
  };

/** What the pages' findings mean for whoever uses adapters; nothing where none advises. */
function adviceSection(pages: readonly Shown[]): Section | undefined {
  const advice = pages.flatMap(({ content }) => content.advice ?? []);
  return advice.length > 0
    ? {
        id: 'advice',
        title: 'What to do',
        body: markup`<ul class="findings">
${advice.map((one) => markup`<li>${one}</li>\n`)}</ul>`,
      }
    : undefined;
}

/** All pages with what each found. */
export const indexPage = page({
  title: 'What was found',
  name: 'SingLoRA Lab',
  description: 'Every page of the report, with its main finding.',
  reads: (pages: readonly Shown[]) => pages,
  show: (pages) => ({
    lede: [
      'The paper’s claims, measured anew: what was recorded here, and nothing else, decides what these pages say.',
    ],
    begin: { commands: ['npm start'] },
    recorded: format.plural(pages.length, 'page'),
    sections: [
      ...pages.map(headlineSection),
      adviceSection(pages),
      ...pages.map(({ href, page: { title }, content: { lede, recorded } }) => ({
        id: href.replace('.html', ''),
        title,
        href,
        body: markup`${(lede.length > 0 ? lede : ['Nothing is measured yet.']).map((finding) => markup`<p>${finding}</p>\n`)}
<p class="meta">${recorded}</p>`,
      })),
      pages.some(({ content: { claims = [] } }) => claims.length > 0) && {
        id: 'claims',
        title: 'Every claim',
        body: tableHtml(everyClaim(pages, 'The paper’s claims in our words.', [legend])),
      },
    ],
  }),
});
