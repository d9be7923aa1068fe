import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Column,
  type Table,
} from '@singlora/reporting';
import { median } from '@singlora/statistics';
import type { StepCase } from './step-case.ts';
import { ownWords, usualWords } from './step-words.ts';
import { memoryColumn, timesColumns, timesReading } from './times-columns.ts';

/** Every case's times and memory, ours beside the other's. */
export function stepTable(cases: readonly StepCase[]): Table {
  const usual = usualWords(cases);
  const { kind, notes } = timesReading(cases, (one) => one);
  return table(
    `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
    cases,
    [
      stacked(
        column('Case', (one) => ({
          text: one.label,
          code: true,
          detail: ownWords(one, usual).join('; '),
        })),
      ),
      ...timesColumns((one: StepCase) => one),
      numbers(['Examples/s', 'ours / theirs'], rateText),
      ...(cases.some((one) => peakShares(one).length > 0) ? [peakColumn] : []),
      memoryColumn(({ side, against }) => [side.peakRssBytes, against?.peakRssBytes]),
    ],
    { kind, notes: [...notes, peakNote(cases)] },
  );
}

/** What bfloat16 gains, ours beside ours. */
export function precisionTable(cases: readonly StepCase[]): Table {
  return table(
    'SingLoRA Lab in bfloat16 beside itself in float32: the products with frozen weights alone differ.',
    cases,
    [
      column('Case', ({ record }) => ({ text: record.case, code: true })),
      ...timesColumns((one: StepCase) => one).map((one) => ({
        ...one,
        title: one.title.replace('Ours', 'bfloat16').replace('Theirs', 'float32'),
      })),
      numbers(['Peak memory, MiB', 'bfloat16 / float32'], ({ side, against }) =>
        [side, ...(against ? [against] : [])]
          .map(({ peakRssBytes }) => format.count(peakRssBytes / 2 ** 20))
          .join(' / '),
      ),
    ],
    {
      kind: timesReading(cases, (one) => one).kind,
      notes: [
        'Ratio: the time in float32 ÷ that in bfloat16, so above 1 bfloat16 is faster; below it, its 95% interval.',
      ],
    },
  );
}

const sidesOf = ({ side, against }: StepCase) => [side, ...(against ? [against] : [])];

const rateText = (one: StepCase) =>
  sidesOf(one)
    .map(({ milliseconds }) => (1000 * one.record.setting.batch) / median(milliseconds.flat()))
    .map(format.significant)
    .join(' / ');

/** The arithmetic that the median step reaches, in parts of the machine's peak; none where it is not known. */
function peakShares(one: StepCase): number[] {
  const peak = one.record.peakGflops?.[one.side.precision];
  return sidesOf(one).flatMap(({ gflop, milliseconds }) =>
    gflop === undefined || peak === undefined
      ? []
      : [(1000 * gflop) / median(milliseconds.flat()) / peak],
  );
}

const peakColumn: Column<StepCase> = numbers(
  ['Of the peak', 'ours / theirs'],
  (one) =>
    peakShares(one)
      .map((share) => format.percent(share, 0))
      .join(' / ') || undefined,
);

function peakNote(cases: readonly StepCase[]): string | undefined {
  const peaks = cases.flatMap(({ record, side }) => record.peakGflops?.[side.precision] ?? []);
  if (peaks.length === 0) return undefined;
  const ends = [Math.min(...peaks), Math.max(...peaks)].map(format.significant);
  return `Of the peak: the arithmetic that a step needs in its median time, beside a large matrix product of ours in the same run, ${[...new Set(ends)].join(' to ')} GFLOP/s. Ours needs less where it sends one token through the last layer.`;
}
