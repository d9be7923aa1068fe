import type { BenchRecord, FindingDesign, RatioFinding } from '@singlora/records';
import { findingOf } from '../performance/comparison.ts';
import { machinesOf, ofKind, type MachineMeasurements } from '../performance/machine.ts';
import { ratiosOf } from '../performance/ratios.ts';
import { caseRows, type CaseRow } from '../performance/row.ts';
import { rounded, slug } from './design.ts';
import type { Findings } from './findings.ts';

interface Compared {
  readonly machine: MachineMeasurements;
  readonly row: CaseRow;
}

/** How fast each case is beside PyTorch, a step beside the fastest of its modes; a design is a measurement on one machine. */
export function performanceFindings(records: readonly BenchRecord[]): Findings {
  const found = machinesOf(records).flatMap((machine) =>
    comparedOn(machine).map((row) => ({ machine, row })),
  );
  const designs = new Map(found.map((one) => [idOf(one), designIn(one)]));
  return { designs: [...designs.values()], findings: found.map(findingIn) };
}

const comparedOn = (machine: MachineMeasurements): CaseRow[] => [
  ...ratiosOf(machine),
  ...(['epoch', 'operations', 'denoiser', 'merge'] as const).flatMap((kind) =>
    caseRows<BenchRecord>(ofKind(machine.records, kind)),
  ),
];

const idOf = ({ machine, row }: Compared) =>
  `speed/${slug(machine.title.split(',')[0] ?? '')}/${row.record.case}`;

const designIn = (one: Compared): FindingDesign => ({
  id: idOf(one),
  title: `${one.row.record.title}, ${one.machine.title}`,
  model: null,
  basis: { kind: 'measured', with: null },
  plan: null,
  command: one.row.record.command,
  commits: one.row.record.code ? [one.row.record.code.commit] : [],
  sides: [],
  trials: [],
  repeats: null,
});

function findingIn(found: Compared): RatioFinding {
  const { one, ours, theirs, comparison, record } = found.row;
  const { medians, interval, rounds } = comparison;
  const parts = [
    ...(record.cases.length > 1 ? [one.case, ...(one.pass ? [one.pass] : [])] : []),
    ours.precision,
    [theirs.name, theirs.padding].filter(Boolean).join(' '),
  ];
  return {
    kind: 'ratio',
    id: [idOf(found), ...parts.map(slug)].join('/'),
    design: idOf(found),
    question: `Their time ÷ ours: ${one.title ?? record.title}${one.pass ? `, ${one.pass}` : ''}, ${ours.precision}`,
    against: theirs.name,
    precision: ours.precision,
    estimate: rounded(medians),
    interval: interval ? [rounded(interval[0]), rounded(interval[1])] : null,
    n: { rounds: rounds.length },
    verdict: findingOf(comparison),
  };
}
