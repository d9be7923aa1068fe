import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markup, renderPage, type Page, type Site } from '@singlora/reporting';
import { paper } from '@singlora/records';
import { indexPage, type Shown } from './index-page.ts';
import type { Recorded } from './sources.ts';

const ending = '.page.ts';

/** Every page that `folder` defines, one a file (NAME.page.ts makes NAME.html), in their order. */
export async function pagesIn(
  folder: string,
): Promise<{ href: string; page: Page<Recorded, unknown> }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  const pages = names.map(async (name) => {
    const module = (await import(pathToFileURL(join(folder, name)).href)) as {
      readonly default: Page<Recorded, unknown>;
    };
    return { href: `${name.slice(0, -ending.length)}.html`, page: module.default };
  });
  const placeOf = ({ page: { place = Infinity } }: Awaited<(typeof pages)[number]>) => place;
  return (await Promise.all(pages)).sort((a, b) => placeOf(a) - placeOf(b) || 0);
}

/**
 * The pages of `folder` as HTML, each as soon as it is made, and last the index, which lists them. `made` says when and by what
 * code.
 */
export async function* renderPages(
  folder: string,
  recorded: Recorded,
  made: Pick<Site, 'generatedAt' | 'code'>,
): AsyncGenerator<{ href: string; html: string; recorded: string }> {
  const pages = await pagesIn(folder);
  const site: Site = {
    name: 'SingLoRA Lab',
    about: markup`An independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}`,
    pages: [
      { href: 'index.html', name: 'SingLoRA Lab' },
      ...pages.map(({ href, page: { name } }) => ({ href, name })),
    ],
    ...made,
  };
  const shown: Shown[] = [];
  const render = async ({ href, page, content }: Shown) => ({
    href,
    recorded: content.recorded,
    html: await renderPage(page, content, site),
  });
  for (const { href, page } of pages) {
    const one = { href, page, content: await page.show(page.reads(recorded)) };
    shown.push(one);
    yield render(one);
  }
  yield render({ href: 'index.html', page: indexPage, content: await indexPage.show(shown) });
}
