import { format, markup, page, type Content, type Page } from '@singlora/reporting';

/** A page, where it is to be and what it shows. */
export interface Shown {
  readonly href: string;
  readonly page: Pick<Page<never, never>, 'title' | 'name' | 'description'>;
  readonly content: Content;
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
    sections: pages.map(({ href, page: { title }, content: { lede, recorded } }) => ({
      id: href.replace('.html', ''),
      title,
      href,
      body: markup`${(lede.length > 0 ? lede : ['Nothing is measured yet.']).map((finding) => markup`<p>${finding}</p>\n`)}
<p class="meta">${recorded}</p>`,
    })),
  }),
});
