import { column, format, table, tableMarkdown, tallyText } from '@singlora/reporting';
import { adviceOf, briefVerdict, claimsOf, findingsOf, type Shown } from '../index-page.ts';

/** The introduction, which explains “reproduced” if it occurs. */
const head = (hasOwn: boolean) => `# Results

Written by \`npm run results\`.
${hasOwn ? '“Reproduced” needs the paper’s own model, data, method and scale; all else is a stand-in.' : 'No score here is at the paper’s scale: each is a stand-in’s.'}
[The paper’s tables](docs/results/paper.md), with ours.`;

/** The path of a page's long form, from the root. */
export const longForm = (href: string) => `docs/results/${href.replace('.html', '.md')}`;

/** RESULTS.md: the advice, the pages' findings and tables, and every claim with its verdict. `textOf` gives a finding's Markdown. */
export function summaryOf(pages: readonly Shown[], textOf: (page: Shown) => string): string {
  const findings = findingsOf(pages).map(
    (one) => `- [${one.page.name}](${longForm(one.href)}): ${textOf(one)}`,
  );
  const advice = adviceOf(pages).flatMap(({ says, because }) => [
    `- ${says}`,
    ...because.map((one) => `  - ${one}`),
  ]);
  const tables = pages.flatMap(({ href, page: { title }, content: { digest } }) =>
    digest ? `## [${title}](${longForm(href)})\n\n${tableMarkdown(digest)}` : [],
  );
  const hasOwn = claimsOf(pages).some(({ found }) => found?.on.kind === 'own');
  return `${[head(hasOwn), ...(advice.length > 0 ? ['What to do:', advice.join('\n'), 'What was found:'] : []), findings.join('\n'), ...tables, everyClaim(pages)].join('\n\n')}\n`;
}

/** A table of every claim. The pages have its place in the paper, the evidence and the command. */
function everyClaim(pages: readonly Shown[]): string {
  const claims = claimsOf(pages);
  const shown = table('', claims, [
    column('Claim', ({ says }) => says),
    column('Verdict', ({ found }) => briefVerdict(found)),
  ]);
  return `## Every claim

${format.plural(claims.length, 'claim')}: ${tallyText(claims.map(({ found }) => found))}.

${tableMarkdown(shown).trim()}`;
}
