import type { BenchRecord } from '@singlora/records';
import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import { ofKind, type MachineMeasurements } from './machine.ts';
import { besideFastest, caseRows, type CaseRow } from './row.ts';

/** Every case of a machine, compared with the fastest other side. */
export const ratiosOf = ({ records }: MachineMeasurements) =>
  besideFastest(caseRows(ofKind(records, 'step')));

/** What else the chart shows. */
const otherKinds = ['denoiser', 'operations', 'merge'] as const;

/** Of more than twice as many rows of a kind, the chart draws so many. */
const spreadOver = 5;

/** The slowest, the fastest, and those at even steps of rank between; all where there are few. */
function evenly(rows: readonly CaseRow[]): readonly CaseRow[] {
  if (rows.length <= 2 * spreadOver) return rows;
  const byRatio = rows.toSorted((a, b) => a.comparison.medians - b.comparison.medians);
  return Array.from(
    { length: spreadOver },
    (_, index) => byRatio[Math.round((index * (rows.length - 1)) / (spreadOver - 1))],
  ).filter((row) => row !== undefined);
}

/** The ratios of all cases, of many operations some, by machine and precision; undefined without any. */
export function ratiosChart(machines: readonly MachineMeasurements[]): Chart | undefined {
  const steps = machines.map((machine) => ({
    machine,
    rows: ratiosOf(machine).map((row) => ({ ...row, name: row.one.case })),
  }));
  const rest = otherKinds.flatMap((kind) =>
    machines.map((machine) => {
      const all = caseRows<BenchRecord>(ofKind(machine.records, kind));
      const rows = evenly(all).map((row) => ({
        ...row,
        name: [kind === 'denoiser' && kind, row.label, row.one.pass].filter(Boolean).join(' '),
      }));
      return { kind, machine, rows, all: all.length };
    }),
  );
  const rows = [...steps, ...rest].flatMap(({ machine, rows: own }) =>
    own.map(({ name, ours, comparison }) => ({
      label: name,
      series: `${machine.title}, ${ours.precision}`,
      comparison,
    })),
  );
  if (rows.length === 0) return undefined;
  const some = rest
    .filter((one) => one.rows.length < one.all)
    .map(({ kind, rows: drawn, all }) => ` Of ${all} ${kind}, ${drawn.length} are drawn.`);
  const [cases, series] = [
    [...new Set(rows.map(({ label }) => label))],
    [...new Set(rows.map((row) => row.series))],
  ];
  return {
    id: 'ratios',
    title: 'Their time ÷ ours, case by case',
    caption: `Dot: the ratio of medians, beside the fastest mode of PyTorch; bar: its 95% interval.${some.join('')}`,
    description: rows
      .map((row) => `${row.label}, ${row.series}: ${format.ratio(row.comparison.medians)}`)
      .join('; '),
    spec: intervalChart(
      rows
        .toSorted((a, b) => cases.indexOf(a.label) - cases.indexOf(b.label))
        .map(({ label, series: of, comparison: { medians, interval } }) => ({
          label,
          series: of,
          colour: colourAt(series.indexOf(of)),
          values: [],
          estimate: { mean: medians, ...(interval && { interval }) },
        })),
      {
        measure: 'Their time ÷ ours',
        format: '.2f',
        reference: 1,
        words: { row: 'Case', single: 'Measured', centre: 'Ratio of medians', series: 'On' },
      },
    ),
  };
}
