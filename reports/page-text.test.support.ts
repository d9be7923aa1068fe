import { markup, renderPage, type Page, type Site } from '@singlora/reporting';

const site: Site = {
  name: 'SingLoRA Lab',
  about: markup`A reproduction`,
  pages: [{ href: 'index.html', name: 'SingLoRA Lab' }],
  generatedAt: '2026-02-03T04:05:06.000Z',
  code: 'unknown',
};

/** A page of what it reads, as HTML. */
export const htmlOf = async <Own>(page: Page<never, Own>, own: Own): Promise<string> =>
  renderPage(page, await page.show(own), site);

/** A page without what its scripts hold. */
export const withoutScripts = (page: string) => page.replace(/<script\b[^]*?<\/script>/g, ' ');

/** The page's words: no scripts, styles, drawings or tags. */
export const wordsOf = (page: string) =>
  page
    .replace(/<(script|style|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ');
