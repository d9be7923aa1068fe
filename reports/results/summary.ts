import {
  column,
  format,
  markedVerdict,
  table,
  tableMarkdown,
  tallyText,
  type Claim,
} from '@singlora/reporting';
import type { Shown } from '../index-page.ts';

const head = `# Results

Written by \`npm run results\` from the records in [\`results/\`](results). \`npm run results -- --pages FOLDER\` makes the report's
pages, with charts, from the same records. A stand-in is a model or data in place of the paper's: its verdict is a stand-in's.
`;

/** Where a page's long form lies, from the root. */
export const longForm = (href: string) => `docs/results/${href.replace('.html', '.md')}`;

/** RESULTS.md: each page's finding, as a table where it has one, and all claims in one ledger. `textOf` gives a page's finding as Markdown. */
export function summaryOf(pages: readonly Shown[], textOf: (page: Shown) => string): string {
  const findings = pages.map((one) =>
    [
      `## [${one.page.title}](${longForm(one.href)})`,
      one.content.digest ? tableMarkdown(one.content.digest) : textOf(one),
    ].join('\n\n'),
  );
  return `${[head.trim(), ...findings, ledger(pages)].join('\n\n')}\n`;
}

function ledger(pages: readonly Shown[]): string {
  const claims = pages.flatMap(({ page, content }) =>
    (content.claims ?? []).map((claim) => ({ ...claim, page: page.name })),
  );
  const measured = table('', claims, [
    column('Claim', ({ says }) => says),
    column('In the paper', ({ place }) => place),
    column('Verdict', verdictOf),
    column('Page', ({ page }) => page),
  ]);
  return `## Every claim

${format.plural(claims.length, 'claim')}: ${tallyText(claims.map(({ finding }) => finding))}. The pages give the evidence and the command of each.

${tableMarkdown(measured).trim()}`;
}

/** Conditions are the page's; that a claim was measured with less than it is about is said here too. */
function verdictOf({ finding, with: less }: Claim): string {
  const { verdict } = finding;
  const word = markedVerdict(finding).replace('only if', 'under a condition');
  const isStandIn = less !== undefined && verdict !== 'not yet measured';
  return isStandIn ? `${word}, stand-in` : word;
}
