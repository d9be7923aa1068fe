import { markdown } from '@singlora/reporting';
import { contentOf, type Texts } from '../documents/texts.ts';
import { claimsParts, partsOf, pageValues, type Shown } from '../index-page.ts';

const head = 'Written by `npm run results` from `reports/text`.';

/** RESULTS.md: the document `results`, with parts of the pages. */
export async function resultsText(pages: readonly Shown[], texts: Texts): Promise<string> {
  const { lede, sections } = await contentOf(
    {
      document: 'results',
      isBegun: true,
      begin: { commands: [] },
      recorded: '',
      parts: { ...partsOf(pages), ...claimsParts(pages) },
      values: pageValues(pages),
    },
    texts,
  );
  const each = sections.flatMap((section) =>
    section ? `## ${section.title}\n\n${markdown(section.body).trim()}` : [],
  );
  return `${['# Results', head, markdown([...lede]).trim(), ...each].join('\n\n')}\n`;
}

/** Where the README has the summary. */
const place = /(?<=<!-- summary -->\n)[^]*?(?=<!-- \/summary -->)/;

/** The README with the summary in its place. */
export function withSummary(readme: string, summary: string): string {
  if (!place.test(readme)) throw new Error('README.md has no place for the summary.');
  return readme.replace(place, () => `\n${summary.trim()}\n\n`);
}
