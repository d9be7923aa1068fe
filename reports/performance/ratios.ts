import type { TimesRecord } from '@singlora/records';
import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import { findingOf } from './comparison.ts';
import { ofKind, type Machine } from './machine.ts';
import { besideFastest, isCompared, rowsOf } from './row.ts';

/** Every case of a machine, compared with the fastest other side. */
export const ratiosOf = ({ records }: Machine) =>
  besideFastest(rowsOf(ofKind(records, 'step')).filter(isCompared));

const rangeText = (ratios: readonly number[]) =>
  [...new Set([Math.min(...ratios), Math.max(...ratios)].map(format.ratio))].join(' to ');

/** Sentences on how many of our steps are faster, by machine, and on what is slower; undefined where no step is compared. */
export function ratiosSentence(machines: readonly Machine[]): string | undefined {
  const all = machines.flatMap(ratiosOf);
  if (all.length === 0) return undefined;
  const each = machines.flatMap((machine) => {
    const rows = ratiosOf(machine);
    if (rows.length === 0) return [];
    const faster = rows.filter(({ comparison }) => findingOf(comparison) === 'faster');
    const slower = rows.filter(({ comparison }) => findingOf(comparison) === 'slower');
    const names = slower.map(({ one, ours }) => `${one.case} in ${ours.precision}`);
    const modes = new Set(
      rows.map(({ theirs }) => (theirs.name.endsWith(', compiled') ? 'compiled' : 'eager')),
    );
    const range = rangeText(rows.map(({ comparison }) => comparison.medians));
    return `than in ${[...modes].join(' and ')} PyTorch in ${faster.length} of ${format.plural(rows.length, 'case')} on ${machine.title.split(',')[0]} (${range}${names.length > 0 ? `; slower: ${format.listing(names)}` : ''})`;
  });
  const skipping = all.filter(({ record }) => record.setting.tokensThroughLastLayer !== 'all');
  const skips =
    skipping.length > 0
      ? `; in ${skipping.length} of ${all.length} ours skips last-layer tokens that the classifier never reads`
      : '';
  return `Steps of language models are faster ${format.listing(each)}${skips}.${slowerText(machines)}`;
}

/** What else is compared with PyTorch, in words. */
const others = {
  denoiser: 'denoisers',
  operations: 'single operations',
  merge: 'merges',
} as const;

/** " Slower: 3 of 5 denoisers (0.18× to 0.92×)."; empty where none is. */
function slowerText(machines: readonly Machine[]): string {
  const each = (Object.keys(others) as (keyof typeof others)[]).flatMap((kind) => {
    const rows = machines.flatMap(({ records }) =>
      rowsOf<TimesRecord>(ofKind(records, kind)).filter(isCompared),
    );
    const slower = rows.filter(({ comparison }) => findingOf(comparison) === 'slower');
    const range = rangeText(slower.map(({ comparison }) => comparison.medians));
    return slower.length > 0
      ? [`${slower.length} of ${rows.length} ${others[kind]} (${range})`]
      : [];
  });
  return each.length > 0 ? ` Slower: ${format.listing(each)}.` : '';
}

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
