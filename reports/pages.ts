import { markup, renderPage, type Page, type Site } from '@singlora/reporting';
import { paper } from '@singlora/records';
import { discover } from './discover.ts';
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
    ...made
  }: Pick<Site, 'generatedAt' | 'code'> & {
    readonly docs?: string | undefined;
    readonly listsRuns?: boolean;
  },
): AsyncGenerator<Shown & Record<'html' | 'markdown', string>> {
  const pages = await allPages();
  const list = listsRuns ? await runsPage(recorded) : undefined;
  const site: Site = {
    name: 'SingLoRA Lab',
    about: markup`An independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}`,
    pages: [
      { href: 'index.html', name: 'SingLoRA Lab' },
      ...pages.map(({ href, page: { name } }) => ({ href, name })),
      ...(list ? [{ href: list.href, name: list.page.name }] : []),
      ...(docs ? [{ href: docs, name: 'Documentation' }] : []),
    ],
    ...made,
  };
  const shown: Shown[] = [];
  const render = async (one: Shown) => {
    const { text: html, markdown } = await renderPage(one.page, one.content, site);
    return { ...one, html, markdown };
  };
  for (const { href, page } of pages) {
    const one = { href, page, content: await page.show(page.reads(recorded)) };
    shown.push(one);
    yield render(one);
  }
  if (list) yield render(list);
  yield render({ href: 'index.html', page: indexPage, content: await indexPage.show(shown) });
}
