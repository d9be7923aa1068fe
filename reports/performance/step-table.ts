import { format, type Row, type Table } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { findingOf, rangeText } from './comparison.ts';
import { isCompared, type StepCase } from './step-case.ts';
import { ownWords, usualWords } from './step-words.ts';

/** Every case's times and memory, ours beside the other's. */
export function stepTable(cases: readonly StepCase[]): Table {
  const usual = usualWords(cases);
  const slower = cases
    .filter(isCompared)
    .filter(({ against }) => findingOf(against.comparison.medians) === 'slower');
  return {
    caption: `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
    columns: [
      { key: 'case', title: 'Case' },
      { key: 'ratio', title: 'Ratio ↑', detail: 'of medians', align: 'right' },
      { key: 'minima', title: 'Ratio ↑', detail: 'of minima', align: 'right' },
      { key: 'ours', title: 'Ours, ms', detail: 'least / median', align: 'right' },
      { key: 'theirs', title: 'Theirs, ms', detail: 'least / median', align: 'right' },
      { key: 'rate', title: 'Examples/s', detail: 'ours / theirs', align: 'right' },
      { key: 'memory', title: 'Peak memory, MiB', detail: 'ours / theirs', align: 'right' },
    ],
    rows: cases.map((one) => caseRow(one, usual)),
    notes: [
      'Ratio: their time ÷ ours, so above 1 ours is faster; beside it, the least and the greatest ratio of a round. Beside the memory: theirs ÷ ours.',
      ...(slower.length > 0 ? ['Marked: ours is slower.'] : []),
    ],
  };
}

function caseRow(one: StepCase, usual: readonly string[]): Row {
  const { label, record, ours, against } = one;
  const theirs = against?.side;
  const pair = (text: (side: typeof ours) => string) =>
    [ours, ...(theirs ? [theirs] : [])].map(text).join(' / ');
  const rate = ({ milliseconds }: typeof ours) =>
    format.significant((1000 * record.setting.batch) / median(milliseconds.flat()));
  const range = against && rangeText(against.comparison);
  const slower = against && findingOf(against.comparison.medians) === 'slower';
  return {
    ...(slower ? { kind: 'marked' } : {}),
    cells: {
      case: { text: label, code: true, detail: ownWords(one, usual).join('; ') },
      ours: timesText(ours.milliseconds),
      rate: pair(rate),
      memory: {
        text: pair(({ peakRssBytes }) => format.count(peakRssBytes / 2 ** 20)),
        ...(theirs ? { detail: format.ratio(theirs.peakRssBytes / ours.peakRssBytes) } : {}),
      },
      ...(against && {
        ratio: {
          text: format.ratio(against.comparison.medians),
          ...(range === undefined ? {} : { detail: range }),
        },
        minima: format.ratio(against.comparison.minima),
        theirs: timesText(against.side.milliseconds),
      }),
    },
  };
}

function timesText(rounds: readonly (readonly number[])[]): string {
  const all = rounds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}
