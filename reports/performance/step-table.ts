import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import type { StepCase } from './step-case.ts';
import { ownWords, usualWords } from './step-words.ts';
import { memoryColumn, timesColumns, timesReading, type Times } from './times-columns.ts';

/** Every case's times and memory, ours beside the other's. */
export function stepTable(cases: readonly StepCase[]): Table {
  const usual = usualWords(cases);
  return table(
    `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
    cases,
    [
      column('Case', (one) => ({
        text: one.label,
        code: true,
        detail: ownWords(one, usual).join('; '),
      })),
      ...timesColumns(timesOf),
      numbers(['Examples/s', 'ours / theirs'], rateText),
      memoryColumn(({ ours, against }) => [ours.peakRssBytes, against?.side.peakRssBytes]),
    ],
    timesReading(cases, timesOf),
  );
}

const timesOf = ({ ours, against }: StepCase): Times => ({
  ours: ours.milliseconds,
  theirs: against?.side.milliseconds,
});

const rateText = ({ record: { setting }, ours, against }: StepCase) =>
  [ours, ...(against ? [against.side] : [])]
    .map(({ milliseconds }) => (1000 * setting.batch) / median(milliseconds.flat()))
    .map(format.significant)
    .join(' / ');
