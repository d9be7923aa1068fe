import { copyable, format, markup, renderPage, tableHtml, type Html } from '@singlora/reporting';
import type { DamagedRun, Environment } from '@singlora/tracking';
import { codeText } from './code-text.ts';
import { damagedList, damagedRunsNote } from './damaged.ts';
import { tallyText } from './finding.ts';
import { checkNames, commandOf, paper } from '@singlora/records';
import { leftOutNote } from './limits.ts';
import { commandsOf, environmentTable } from './provenance.ts';
import { sourced } from './sourced.ts';
import { claimTable, judgeAll } from './theory/claims.ts';
import type { Judged } from './theory/claim.ts';
import { evidenceOf, isSmoke, type AllEvidence } from './theory/evidence.ts';
import type { Checks } from './theory/read.ts';
import { readingSection } from './theory/reading.ts';
import { contents, sectionsHtml } from './theory/sections.ts';

/** Everything the page is made of: the same input gives the same page, byte for byte. */
export interface TheoryInput {
  readonly checks: Checks;
  /** Runs of any experiment whose records cannot be read. */
  readonly damaged?: readonly DamagedRun[];
  readonly git?: NonNullable<Environment['git']>;
  /** ISO 8601. */
  readonly generatedAt: string;
}

/** The paper's theory: each claim with its verdict, and the measurements it rests on. */
export async function theoryPage(input: TheoryInput): Promise<string> {
  const { checks, damaged = [] } = input;
  const messages = checks.damaged.map(({ message }) => message);
  const read = checks.runs.length + checks.damaged.length;
  const evidence = evidenceOf(checks);
  const judged = judgeAll(evidence);
  const body =
    checks.runs.length > 0 &&
    markup`<section id="claims">
<h2>The claims</h2>
${sourced(claimTable(judged))}
</section>
${readingSection()}
${await sectionsHtml(evidence)}
${provenance(evidence)}`;
  return renderPage({
    title: 'SingLoRA Lab: theory',
    description:
      'The SingLoRA paper’s theory, claim by claim: what widths, rates and starts do, measured.',
    body: markup`${header(input, evidence, judged)}\n${damagedRunsNote(damaged)}${damagedList(messages, `${format.plural(messages.length, 'recorded run')} cannot be shown`, 3)}${leftOutNote(read, read + (checks.leftOut ?? 0), 'configurations are shown, the newest of each check')}${body}`,
  });
}

function header(
  { checks: { runs }, generatedAt, git }: TheoryInput,
  evidence: AllEvidence,
  judged: readonly Judged[],
): Html {
  const smoke = checkNames.filter((name) => isSmoke(evidence[name]));
  const names = format.listing(smoke.map((name) => contents[name].toLowerCase()));
  const nav = markup`<nav aria-label="On this page">
<a href="#claims">The claims</a><a href="#reading">How to read</a>${checkNames.map((name) => markup`<a href="#${name}">${contents[name]}</a>`)}<a href="#environment">Environment</a><a href="#again">Run it again</a>
</nav>`;
  return markup`<header>
<p class="kicker">SingLoRA Lab · an independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}</p>
<h1>The theory, claim by claim</h1>
<div class="lede">${runs.length > 0 ? markup`<p>Of ${format.plural(judged.length, 'claim')}: ${tallyText(judged.map(({ finding }) => finding))}.</p>` : nothingYet()}</div>
${smoke.length > 0 && markup`<p class="facts">From smoke runs alone, which only show that everything works: ${names}.</p>\n`}<p class="meta">${format.dateTime(generatedAt)} · ${format.plural(runs.length, 'run')} · page made by code ${codeText(git)}</p>
${runs.length > 0 && nav}
</header>`;
}

const nothingYet =
  () => markup`<p>Nothing is measured yet. Each of these commands makes a part of the page; <code>--preset=smoke</code> takes seconds.</p>
${copyable(checkNames.map(commandOf).join('\n'))}`;

function provenance(evidence: AllEvidence): Html {
  const records = checkNames.flatMap((name) => evidence[name].runs.map(({ record }) => record));
  return markup`<section id="environment">
<h2>Environment</h2>
${tableHtml(environmentTable(records))}
</section>
<section id="again">
<h2>Run it again</h2>
<p>These commands made the numbers on this page. A run that has finished with the same code and configuration is skipped; <code>--force</code> makes it anew. Each has the presets <code>smoke</code>, <code>default</code> and <code>full</code>.</p>
${copyable(commandsOf(records.toReversed()).join('\n'))}
</section>`;
}
