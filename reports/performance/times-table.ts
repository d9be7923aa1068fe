import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Column,
  type Table,
} from '@singlora/reporting';
import type { TimesRecord } from '@singlora/records';
import { median } from '@singlora/statistics';
import { findingOf, intervalText, type Comparison } from './comparison.ts';
import type { MeasuredSide, Row } from './row.ts';

interface TimesTable<Record extends TimesRecord> {
  readonly caption: string;
  /** The column that identifies the rows. */
  readonly first: Column<Row<Record>>;
  /** The names of the sides, and of their ratio, where both are our side in two precisions. */
  readonly sides?: readonly [ours: string, theirs: string];
  readonly ratio?: string;
}

/** The ratios of two sides' times, the times, and the records' other values; rows where ours is slower are marked. */
export function timesTable<Record extends TimesRecord>(
  rows: readonly Row<Record>[],
  {
    caption,
    first,
    sides,
    ratio = 'their time ÷ ours, so above 1 ours is faster',
  }: TimesTable<Record>,
): Table {
  const [ours, theirs] = sides ?? ['Ours', 'Theirs'];
  const holds = ({ cell }: Column<Row>) => rows.some((row) => cell(row) !== undefined);
  const more = sides ? [memory(sides)] : [examples, shares, tensors, memory()];
  const columns: Column<Row<Record>>[] = [
    first,
    ...[pass].filter(holds),
    stacked(numbers(['Ratio ↑', 'of medians'], ({ comparison }) => ratioCell(comparison))),
    numbers(
      ['Ratio ↑', 'of minima'],
      ({ comparison }) => comparison && format.ratio(comparison.minima),
    ),
    numbers([`${ours}, ms`, 'least / median'], (row) => timesText(row.ours)),
    numbers([`${theirs}, ms`, 'least / median'], (row) => row.theirs && timesText(row.theirs)),
    ...more.filter(holds),
  ];
  const isSlower = ({ comparison }: Row) =>
    comparison !== undefined && findingOf(comparison) === 'slower';
  return table(caption, rows, columns, {
    kind: (row) => isSlower(row) && 'marked',
    looks: [!sides && rows.some(isSlower) && 'Marked: ours is slower.'],
    notes: [
      rows.some(({ comparison }) => comparison) && `Ratio: ${ratio}.${intervalNote(rows)}`,
      !sides && peakNote(rows),
    ],
  });
}

/** What stands under the ratios: a single round has no interval. */
function intervalNote(rows: readonly Row[]): string {
  const compared = rows.flatMap(({ comparison }) => comparison ?? []);
  const some = compared.filter(({ interval }) => interval);
  if (some.length === 0) return '';
  const where = some.length < compared.length ? ', if there was more than one round' : '';
  return ` Under it stands its 95% interval${where}.`;
}

export const ratioCell = (comparison: Comparison | undefined) =>
  comparison && { text: format.ratio(comparison.medians), detail: intervalText(comparison) };

function timesText({ milliseconds }: MeasuredSide): string {
  const all = milliseconds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}

/** "ours / theirs", or the only one of them. */
const ofBoth = ({ ours, theirs }: Row, text: (side: MeasuredSide) => string | undefined) =>
  [ours, ...(theirs ? [theirs] : [])].flatMap((side) => text(side) ?? []).join(' / ') || undefined;

const mebibytes = (bytes: number | undefined) =>
  bytes === undefined ? undefined : format.count(bytes / 2 ** 20);

const pass = column<Row>('Pass', ({ one }) =>
  one.pass === 'gradient' ? 'with gradient' : one.pass,
);

const examples = numbers<Row>(['Examples/s', 'ours / theirs'], (row) => {
  if (row.record.kind !== 'step') return undefined;
  const { batch } = row.record.setting;
  return ofBoth(row, ({ milliseconds }) =>
    format.significant((1000 * batch) / median(milliseconds.flat())),
  );
});

const peakOf = ({ record, ours }: Row) => record.peakGflops?.[ours.precision];

/** The arithmetic speed of the median step, as a share of the machine's peak. */
const shares = numbers<Row>(['Of the peak', 'ours / theirs'], (row) =>
  ofBoth(row, ({ gflop = NaN, milliseconds }) => {
    const share = (1000 * gflop) / median(milliseconds.flat()) / (peakOf(row) ?? NaN);
    return Number.isNaN(share) ? undefined : format.percent(share, 0);
  }),
);

const tensors = numbers<Row>(['Tensors, MiB', 'of ours, at the peak'], ({ ours }) =>
  mebibytes(ours.peakTensorBytes),
);

/** The peak memory of both sides, with the ratio. */
const memory = (sides?: readonly string[]) =>
  stacked(
    numbers<Row>(
      ['Peak memory, MiB', sides?.join(' / ') ?? 'ours / theirs, and theirs ÷ ours'],
      (row) => {
        const text = ofBoth(row, ({ peakRssBytes }) => mebibytes(peakRssBytes));
        const ratio = (row.theirs?.peakRssBytes ?? NaN) / (row.ours.peakRssBytes ?? NaN);
        return text && { text, detail: !sides && row.theirs ? format.ratio(ratio) : undefined };
      },
    ),
  );

function peakNote(rows: readonly Row[]): string | undefined {
  const peaks = rows.flatMap((row) => peakOf(row) ?? []);
  if (peaks.length === 0) return undefined;
  const ends = [Math.min(...peaks), Math.max(...peaks)].map(format.significant);
  return `Of the peak: the arithmetic that a step needs in its median time, beside a large matrix product of ours in the same run, ${[...new Set(ends)].join(' to ')} GFLOP/s. Ours needs less where it sends one token through the last layer.`;
}
