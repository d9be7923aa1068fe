import {
  markup,
  renderPage,
  specsOf as specsById,
  type Html,
  type Page,
  type Site,
} from '@singlora/reporting';
import { findingsOf } from './documents/selection.ts';
import { contentOf, type Texts } from './documents/texts.ts';
import { usualLimits } from './limits.ts';
import type { Records } from './sources.ts';
import { recordedOf, type Recorded } from './suites.ts';

/** What all pages share. */
export const site: Site = {
  name: 'SingLoRA Lab',
  about: markup`A reproduction`,
  pages: [{ href: 'index.html', name: 'SingLoRA Lab' }],
  generatedAt: '2026-02-03T04:05:06.000Z',
  code: 'unknown',
};

/** Documents without findings: their headings and the page's parts. */
const generic: Texts = {
  kind: 'generic',
  findings: findingsOf({ version: 1, designs: [], findings: [] }),
  hrefOf: ({ id }) => `#${id}`,
};

/** A page with this input. */
export const shownOf = async <Own>(page: Page<never, Own>, own: Own): Promise<Html> =>
  renderPage(page, await contentOf(await page.show(own), generic), site);

/** Only these records. */
export const recordedBy = (records: Partial<Records>): Recorded =>
  recordedOf({
    runs: [],
    damaged: [],
    limits: usualLimits,
    measurements: { records: [], scores: [], damaged: [] },
    ...records,
  });

/** A page of only these records. */
export const shownBy = <Own>(page: Page<Recorded, Own>, records: Partial<Records>): Promise<Html> =>
  shownOf(page, page.reads(recordedBy(records)));

/** The same as HTML. */
export const htmlBy = async <Own>(
  page: Page<Recorded, Own>,
  records: Partial<Records>,
): Promise<string> => (await shownBy(page, records)).text;

/** A page with this input, as HTML. */
export const htmlOf = async <Own>(page: Page<never, Own>, own: Own): Promise<string> =>
  (await shownOf(page, own)).text;

/** A page without the contents of its scripts. */
export const withoutScripts = (page: string) => page.replace(/<script\b[^]*?<\/script>/g, ' ');

/** The specifications of a page's charts, as JSON. */
export const specsOf = (page: string): string[] =>
  [...specsById(page).values()].map((spec) => JSON.stringify(spec));

/** A name that would end a Markdown fence, a script and an attribute, and that is markup, a picture and links. */
export const hostile =
  '```</script><script>alert(1)</script><img src=x onerror=alert(1)>"\' | &lt;b&gt; ![a](b) https://a.b www.a.b';

/** The tags that this name would create as markup, in a page and in its Markdown. */
export function hostileTags({ text, markdown }: Html): string[] {
  const tags =
    withoutScripts(text)
      .replace(/"[^"]*"/g, '""')
      .match(/<[^>]*>/g) ?? [];
  return [...tags.filter((tag) => /^<img|^<script|onerror/.test(tag)), ...liveIn(markdown)];
}

/** The parts of a Markdown text that would be a tag, an entity or a link, except those that tables use. */
export function liveIn(markdown: string): string[] {
  const text = markdown
    .replace(/^(`{3,})\n[^]*?\n\1$/gm, '')
    .replace(/(?<![\\`])(`+)(?!`)[^]*?[^`]\1(?!`)/g, '');
  const live = text.match(/(?<!\\)(<[a-z/!?][^>]*>|&#?\w+;|\]\(b\)|https?:\/\/|www\.)/gi) ?? [];
  return live.filter((tag) => !/^<(\/?su[bp]|br)>$/.test(tag));
}

/** The page's visible text, without scripts, styles, drawings or tags. */
export const wordsOf = (page: string) =>
  page
    .replace(/<(script|style|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ');

/** A section of a page. */
export const sectionIn = (page: string, id: string): string =>
  new RegExp(`<section id="${id}">([^]*?)</section>`).exec(page)?.[1] ?? '';

/** The rows of the table in a section, as the text of each cell. */
export function rowsIn(page: string, section: string): string[][] {
  const [, body = ''] = /<tbody>([^]*?)<\/tbody>/.exec(sectionIn(page, section)) ?? [];
  return [...body.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd]\b[^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      wordsOf(cell).trim(),
    ),
  );
}

/** The rows of scores, without rows of differences. */
export const scoresIn = (page: string, section: string) =>
  rowsIn(page, section).filter(([method]) => !method?.includes('−'));
