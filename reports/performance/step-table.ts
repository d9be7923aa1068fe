import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { findingOf, rangeText } from './comparison.ts';
import type { StepCase } from './step-case.ts';
import { ownWords, usualWords } from './step-words.ts';

/** Every case's times and memory, ours beside the other's. */
export function stepTable(cases: readonly StepCase[]): Table {
  const usual = usualWords(cases);
  const isSlower = ({ against }: StepCase) =>
    against !== undefined && findingOf(against.comparison.medians) === 'slower';
  return table(
    `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
    cases,
    [
      column('Case', (one) => ({
        text: one.label,
        code: true,
        detail: ownWords(one, usual).join('; '),
      })),
      numbers(
        ['Ratio ↑', 'of medians'],
        ({ against }) =>
          against && {
            text: format.ratio(against.comparison.medians),
            detail: rangeText(against.comparison),
          },
      ),
      numbers(
        ['Ratio ↑', 'of minima'],
        ({ against }) => against && format.ratio(against.comparison.minima),
      ),
      numbers(['Ours, ms', 'least / median'], ({ ours }) => timesText(ours)),
      numbers(
        ['Theirs, ms', 'least / median'],
        ({ against }) => against && timesText(against.side),
      ),
      numbers(['Examples/s', 'ours / theirs'], (one) => pair(one, (side) => rateText(one, side))),
      numbers(['Peak memory, MiB', 'ours / theirs'], memoryCell),
    ],
    {
      kind: (one) => isSlower(one) && 'marked',
      notes: [
        'Ratio: their time ÷ ours, so above 1 ours is faster; beside it, the least and the greatest ratio of a round. Beside the memory: theirs ÷ ours.',
        cases.some(isSlower) && 'Marked: ours is slower.',
      ],
    },
  );
}

type Side = StepCase['ours'];

const pair = ({ ours, against }: StepCase, text: (side: Side) => string) =>
  [ours, ...(against ? [against.side] : [])].map(text).join(' / ');

const rateText = ({ record }: StepCase, { milliseconds }: Side) =>
  format.significant((1000 * record.setting.batch) / median(milliseconds.flat()));

const memoryCell = (one: StepCase) => ({
  text: pair(one, ({ peakRssBytes }) => format.count(peakRssBytes / 2 ** 20)),
  detail: one.against && format.ratio(one.against.side.peakRssBytes / one.ours.peakRssBytes),
});

function timesText({ milliseconds }: Side): string {
  const all = milliseconds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}
