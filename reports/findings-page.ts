import type { FindingDesign, FindingRecord, FindingsFile } from '@singlora/records';
import {
  column,
  copyable,
  designHash,
  folded,
  format,
  groupBy,
  markup,
  table,
  tableHtml,
  type Html,
} from '@singlora/reporting';
import type { Texts } from './documents/texts.ts';
import { findingText } from './documents/value.ts';
import type { Shown } from './index-page.ts';
import { findingsHref } from './ledger.ts';

/**
 * The page of every finding, by design: what it says, on which runs it rests, and how to cite it. `code` made the page;
 * authored pages are of the findings that are committed.
 */
export function findingsPage(
  { designs, findings }: FindingsFile,
  code: string,
  kind: Texts['kind'],
): Shown {
  const isCommitted = kind === 'authored';
  const source = `${isCommitted ? `${committed}, ` : ''}code ${code}`;
  const own = (design: FindingDesign) =>
    findings.filter((one) => 'design' in one && one.design === design.id);
  const claims = findings.filter(({ kind }) => kind === 'claim');
  const suites = groupBy(designs, ({ id }) => id.split('/')[0] ?? '');
  return {
    href: findingsHref,
    page: {
      title: 'Every finding',
      name: 'Findings',
      description: 'Every finding with its numbers, its verdict, its runs and its citation.',
    },
    content: {
      lede:
        findings.length > 0
          ? [
              markup`${format.plural(findings.length, 'finding')} in ${format.plural(designs.length, 'design')}.${isCommitted && markup` The same stands in <code>results/findings.csv</code>.`}`,
            ]
          : [],
      begin: { commands: ['npm start'] },
      recorded: format.plural(findings.length, 'finding'),
      sections: [
        ...suites.map((all) => {
          const id = all[0]?.id.split('/')[0] ?? '';
          return {
            id,
            title: titles[id] ?? id,
            folded: true,
            body: markup`${all.map((design) => designHtml(design, own(design), source))}`,
          };
        }),
        claims.length > 0 && {
          id: 'claims',
          title: 'Claims',
          folded: true,
          body: findingsTable(
            claims,
            'Claims, of the paper where a place is named; each rests on findings above.',
            source,
          ),
        },
      ],
    },
  };
}

const committed = 'results/findings.json';

const titles: Readonly<Record<string, string>> = {
  glue: 'GLUE',
  'lr-sensitivity': 'Learning rates',
  ramp: 'The ramp',
  rank: 'Rank',
  'init-fan': 'The start of A',
  start: 'Starts without a ramp',
  dreambooth: 'Pictures',
  theory: 'Width',
  speed: 'Speed',
};

function designHtml(design: FindingDesign, found: readonly FindingRecord[], source: string): Html {
  const { title, plan, basis, command, commits, sides, trials } = design;
  const runs = sides.reduce((sum, side) => sum + side.runs.length, 0);
  const rests =
    runs > 0 &&
    markup`<p><a href="runs.html${designHash(design.id)}">${format.plural(runs, 'run')}${trials.length > 0 && ` and ${format.plural(trials.length, 'trial')}`}</a>, ${plan === null ? 'without a plan' : markup`plan <code>${plan}</code>`}${basis.with !== null && `; ${basis.kind} ${basis.with}`}.</p>\n`;
  return markup`<h3>${title}</h3>
${rests}${findingsTable(found, title, source)}${copyable(command)}
${commits.length > 0 && folded(`Made by ${format.plural(commits.length, 'commit')}`, markup`<p>${format.listing(commits.map((one) => one.slice(0, 12)))}</p>`)}`;
}

const findingsTable = (found: readonly FindingRecord[], caption: string, source: string): Html =>
  tableHtml(
    table(caption, found, [
      column('Finding', (one) => ({
        text: one.kind === 'claim' ? one.says : one.question,
        id: one.id,
        detail: one.kind === 'claim' ? (one.place ?? undefined) : undefined,
      })),
      column('Value', (one) =>
        one.kind === 'claim'
          ? { text: one.condition ?? format.absent, detail: format.listing(one.rests) || undefined }
          : shownValue(one),
      ),
      column('Verdict', (one) => ({
        text: one.verdict,
        detail: one.kind === 'difference' ? (one.given.reservation ?? undefined) : undefined,
      })),
      column('Cite', (one) => ({ text: bibtex(one, source), code: true, fold: 'BibTeX' })),
    ]),
  );

function shownValue(one: Exclude<FindingRecord, { kind: 'claim' }>): string {
  if (one.kind === 'exponent' && one.estimate === null) return findingText(one, 'overflows');
  return findingText(one);
}

/** An entry for one finding, with where it stands and the code that judged it. */
const bibtex = ({ id }: FindingRecord, source: string): string =>
  `@misc{singlora-lab:${id.replaceAll('/', ':')},
  author = {{The SingLoRA Lab contributors}},
  title = {SingLoRA Lab: finding ${id}},
  note = {${source}},
}`;
