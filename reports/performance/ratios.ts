import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import { findingOf } from './comparison.ts';
import { ofKind, type Machine } from './machine.ts';
import { besideFastest, isCompared, rowsOf } from './row.ts';

/** Every case of a machine beside the fastest of the others. */
const ratiosOf = ({ records }: Machine) =>
  besideFastest(rowsOf(ofKind(records, 'step')).filter(isCompared));

/** A sentence on the number of cases in which a step of ours is faster, machine by machine; undefined where none is compared. */
export function ratiosSentence(machines: readonly Machine[]): string | undefined {
  const each = machines.flatMap((machine) => {
    const rows = ratiosOf(machine);
    const ratios = rows.map(({ comparison }) => comparison);
    if (rows.length === 0) return [];
    const medians = ratios.map((one) => one.medians);
    const [least, most] = [Math.min(...medians), Math.max(...medians)].map(format.ratio);
    const faster = ratios.filter((one) => findingOf(one) === 'faster').length;
    const slower = rows.filter(({ comparison }) => findingOf(comparison) === 'slower');
    const names = slower.map(({ one, ours }) => `${one.case} in ${ours.precision}`);
    const range = least === most ? least : `${least} to ${most}`;
    return `in ${faster} of ${format.plural(rows.length, 'case')} on ${machine.title} (${range} as fast${names.length > 0 ? `; slower: ${format.listing(names)}` : ''})`;
  });
  return each.length > 0
    ? `A step of SingLoRA Lab takes less time than the fastest of PyTorch’s ${format.listing(each)}.`
    : undefined;
}

/** The ratios of all compared cases, the machines and precisions told apart; undefined where there is none. */
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
    caption: `Right of the dashed line ours is faster. Dot: the ratio of the medians beside the fastest of PyTorch’s; bar: its 95% interval over rounds of one run. Machines are never pooled.`,
    description: rows
      .map((row) => `${row.label}, ${row.series}: ${format.ratio(row.comparison.medians)}`)
      .join('; '),
    spec: intervalChart(
      rows
        .toSorted((a, b) => cases.indexOf(a.label) - cases.indexOf(b.label))
        .map(({ label, series: of, comparison: { medians, interval } }) => ({
          ...{ label, series: of, colour: colourAt(series.indexOf(of)), values: [] },
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
