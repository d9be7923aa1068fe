import { markup, renderPage, type Page, type Site } from '@singlora/reporting';
import { paper, type FindingsFile } from '@singlora/records';
import { discover } from './discover.ts';
import { findingsOf } from './documents/selection.ts';
import { contentOf, type Texts } from './documents/texts.ts';
import { allFindings } from './findings/all.ts';
import { findingsPage } from './findings-page.ts';
import { indexPage, type Shown } from './index-page.ts';
import { runsPage } from './runs-page.ts';
import type { Recorded } from './suites.ts';

/** Every page, one per file of this folder (NAME.page.ts makes NAME.html), in order. */
export async function allPages(): Promise<{ href: string; page: Page<Recorded, unknown> }[]> {
  const pages = await discover<Page<Recorded, unknown>>(
    import.meta.dirname,
    '.page.ts',
    (name) => import(`./${name}.page.ts`),
    ({ place }) => place,
  );
  return pages.map(({ name, found }) => ({ href: `${name}.html`, page: found }));
}

/**
 * Yields the pages as HTML and Markdown as they are made, and last the index, which lists them. `made` gives the time
 * and the code, the documentation's address if each page should link to it, and whether there is a page of all runs.
 */
export async function* renderPages(
  recorded: Recorded,
  {
    docs,
    listsRuns = false,
    kind = 'generic',
    found = allFindings(recorded),
    ...made
  }: Pick<Site, 'generatedAt' | 'code'> & {
    readonly docs?: string | undefined;
    readonly listsRuns?: boolean;
    readonly kind?: Texts['kind'];
    readonly found?: FindingsFile;
  },
): AsyncGenerator<Shown & Record<'html' | 'markdown', string>> {
  const pages = await allPages();
  const list = listsRuns ? await runsPage(recorded, found.designs) : undefined;
  const ledger = findingsPage(found, made.code, kind);
  const site: Site = {
    name: 'SingLoRA Lab',
    about: markup`An independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}`,
    pages: [
      { href: 'index.html', name: 'SingLoRA Lab' },
      ...pages.map(({ href, page: { name } }) => ({ href, name })),
      { href: ledger.href, name: ledger.page.name },
      ...(list ? [{ href: list.href, name: list.page.name }] : []),
      ...(docs ? [{ href: docs, name: 'Documentation' }] : []),
    ],
    ...made,
  };
  const texts: Texts = {
    kind,
    findings: findingsOf(found),
    hrefOf: ({ id }) => `${ledger.href}#${id}`,
  };
  const shown: Shown[] = [];
  const render = async (one: Shown) => {
    const { text: html, markdown } = await renderPage(one.page, one.content, site);
    return { ...one, html, markdown };
  };
  for (const { href, page } of pages) {
    const shows = await page.show(page.reads(recorded));
    const one = { href, page, content: await contentOf(shows, texts), shows };
    shown.push(one);
    yield render(one);
  }
  yield render(ledger);
  if (list) yield render(list);
  const content = await contentOf(await indexPage.show(shown), texts);
  yield render({ href: 'index.html', page: indexPage, content });
}
