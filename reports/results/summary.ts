import { format, tableMarkdown, tallyText } from '@singlora/reporting';
import { everyClaim, type Shown } from '../index-page.ts';

const head = `# Results

Written by \`npm run results\` from the records in [\`results/\`](results); \`-- --pages FOLDER\` keeps the pages, with charts.
“Reproduced” is said of the paper's own model, data, method and scale alone, all else of a stand-in.
`;

/** Where a page's long form lies, from the root. */
export const longForm = (href: string) => `docs/results/${href.replace('.html', '.md')}`;

/** RESULTS.md: each page's finding, as a table where it has one, and all claims in one table. `textOf` gives a page's finding as Markdown. */
export function summaryOf(pages: readonly Shown[], textOf: (page: Shown) => string): string {
  const findings = pages.map((one) =>
    [
      `## [${one.page.title}](${longForm(one.href)})`,
      one.content.digest ? tableMarkdown(one.content.digest) : textOf(one),
    ].join('\n\n'),
  );
  const advice = pages.flatMap(({ content }) => content.advice ?? []);
  const list = advice.map((one) => `- ${one}`).join('\n');
  return `${[head.trim(), ...(list ? [`What to do:\n\n${list}`] : []), ...findings, ledger(pages)].join('\n\n')}\n`;
}

function ledger(pages: readonly Shown[]): string {
  const found = pages.flatMap(({ content: { claims = [] } }) => claims.map((one) => one.found));
  return `## Every claim

${format.plural(found.length, 'claim')}: ${tallyText(found)}.

${tableMarkdown(everyClaim(pages)).trim()}`;
}
