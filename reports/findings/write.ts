import { csvTable } from '@singlora/reporting';
import type { FindingDesign, FindingRecord, FindingsFile } from '@singlora/records';

/** The files of all findings, by path from the root: JSON with all that is known of each, and a table of them. */
export const findingsTexts = (all: FindingsFile): [path: string, text: string][] => [
  ['results/findings.json', jsonOf(all)],
  ['results/findings.csv', csvOf(all)],
];

/** JSON with a line for each design and finding, so that a difference between two versions names them. */
function jsonOf({ version, designs, findings }: FindingsFile): string {
  const lines = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).join(',\n');
  return `{"version":${version},"designs":[\n${lines(designs)}\n],"findings":[\n${lines(findings)}\n]}\n`;
}

/** The line of a finding in that JSON, counted from 1: the designs stand before it, a line each, between two lines of brackets. */
export const lineOfFinding = ({ designs, findings }: FindingsFile, id: string): number =>
  designs.length + 3 + findings.findIndex((one) => one.id === id);

type Row = (one: FindingRecord, design: FindingDesign | undefined) => unknown;

/** A column each; a finding of a kind that lacks the field leaves it empty. */
const columns: Readonly<Record<string, Row>> = {
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  question: (one) => (one.kind === 'claim' ? one.says : one.question),
  verdict: ({ verdict }) => verdict,
  condition: (one) => one.kind === 'claim' && one.condition,
  estimate: (one) => one.kind !== 'claim' && one.estimate,
  low: (one) => one.kind !== 'claim' && one.interval?.[0],
  high: (one) => one.kind !== 'claim' && one.interval?.[1],
  covers: (one) => one.kind === 'difference' && one.covers,
  seeds: (one) => 'n' in one && 'seeds' in one.n && one.n.seeds,
  subjects: (one) => one.kind === 'difference' && one.n.subjects,
  widths: (one) => one.kind === 'exponent' && one.n.widths,
  rounds: (one) => one.kind === 'ratio' && one.n.rounds,
  margin: (one) => one.kind === 'difference' && one.given.margin,
  p: (one) => one.kind === 'difference' && one.given.pValue,
  corrected: (one) => one.kind === 'difference' && one.given.corrected,
  family: (one) => one.kind === 'difference' && one.given.family,
  reservation: (one) => one.kind === 'difference' && one.given.reservation,
  basis: (one, design) => (one.kind === 'claim' ? one.basis : design?.basis)?.kind,
  with: (one, design) => (one.kind === 'claim' ? one.basis : design?.basis)?.with,
  plan: (_, design) => design?.plan,
  command: (one, design) => (one.kind === 'claim' ? one.command : design?.command),
};

function csvOf({ designs, findings }: FindingsFile): string {
  const designOf = new Map(designs.map((design) => [design.id, design]));
  return csvTable({
    headings: Object.keys(columns).map((text) => ({ text, isRight: false })),
    rows: findings.map((one) => {
      const design = one.kind === 'claim' ? undefined : designOf.get(one.design);
      return Object.values(columns).map((of) => cellText(of(one, design)));
    }),
  });
}

/** A number in full; nothing for a field that is not there. */
const cellText = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '';
