import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import { ofKind, type Machine } from './machine.ts';
import { besideFastest, isCompared, rowsOf } from './row.ts';

/** Every case of a machine, compared with the fastest other side. */
export const ratiosOf = ({ records }: Machine) =>
  besideFastest(rowsOf(ofKind(records, 'step')).filter(isCompared));

/** The ratios of all compared cases, by machine and precision; undefined without any. */
export function ratiosChart(machines: readonly Machine[]): Chart | undefined {
  const rows = machines.flatMap((machine) =>
    ratiosOf(machine).map(({ one, ours, comparison }) => ({
      label: one.case,
      series: `${machine.title}, ${ours.precision}`,
      comparison,
    })),
  );
  if (rows.length === 0) return undefined;
  const [cases, series] = [
    [...new Set(rows.map(({ label }) => label))],
    [...new Set(rows.map((row) => row.series))],
  ];
  return {
    id: 'ratios',
    title: 'Their time ÷ ours, a step of each case',
    caption: `Right of the dashed line ours is faster. Dot: the ratio of the medians beside PyTorch, the fastest of its modes where several were measured; bar: its 95% interval over rounds of one run. Machines are never pooled.`,
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
        words: { row: 'Case', single: 'Measured', centre: 'Ratio of medians' },
      },
    ),
  };
}
