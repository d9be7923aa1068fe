import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Column,
  type Table,
} from '@singlora/reporting';
import type { BenchRecord } from '@singlora/records';
import { median } from '@singlora/statistics';
import { findingOf, ratioIntervalText, type TimeRatio } from './comparison.ts';
import type { MeasuredSide, CaseRow } from './row.ts';

interface TimesTable<Record extends BenchRecord> {
  readonly caption: string;
  /** The column that identifies the rows. */
  readonly first: Column<CaseRow<Record>>;
  /** The names of the sides where both are our side, in two precisions. */
  readonly precisions?: readonly [ours: string, theirs: string];
}

/** The ratios of two sides' times, the times, and the records' other values; rows where ours is slower are marked. */
export function timesTable<Record extends BenchRecord>(
  rows: readonly CaseRow<Record>[],
  { caption, first, precisions }: TimesTable<Record>,
): Table {
  const [ours, theirs] = precisions ?? ['ours', 'theirs'];
  const holds = ({ cell }: Column<CaseRow>) => rows.some((row) => cell(row) !== undefined);
  const more = precisions ? [] : [examples, shares, tensors];
  const columns: Column<CaseRow<Record>>[] = [
    first,
    ...[pass].filter(holds),
    stacked(
      numbers(['Ratio ↑', `of medians, ${theirs} ÷ ${ours}`], ({ comparison }) =>
        ratioCell(comparison),
      ),
    ),
    numbers(['Ratio ↑', 'of minima'], ({ comparison }) => format.ratio(comparison.minima)),
    numbers(['Time, ms', `${ours}, least / median`], (row) => timesText(row.ours)),
    numbers(['Time, ms', `${theirs}, least / median`], (row) => timesText(row.theirs)),
    ...[...more, memory([ours, theirs])].filter(holds),
  ];
  const isSlower = ({ comparison }: CaseRow) => findingOf(comparison) === 'slower';
  return table(caption, rows, columns, {
    kind: (row) => isSlower(row) && 'marked',
    looks: [!precisions && rows.some(isSlower) && 'Marked: ours is slower.'],
    notes: [!precisions && peakNote(rows)],
  });
}

/** The ratio of medians, with its interval under it; a single round has none. */
export const ratioCell = (comparison: TimeRatio) => ({
  text: format.ratio(comparison.medians),
  detail: ratioIntervalText(comparison),
});

function timesText({ milliseconds }: MeasuredSide): string {
  const all = milliseconds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}

/** "ours / theirs", or the only one of them. */
const ofBoth = ({ ours, theirs }: CaseRow, text: (side: MeasuredSide) => string | undefined) =>
  [ours, theirs].flatMap((side) => text(side) ?? []).join(' / ') || undefined;

const mebibytes = (bytes: number | undefined) =>
  bytes === undefined ? undefined : format.count(bytes / 2 ** 20);

const pass = column<CaseRow>('Pass', ({ one }) =>
  one.pass === 'gradient' ? 'with gradient' : one.pass,
);

const examples = numbers<CaseRow>(['Examples/s', 'ours / theirs'], (row) => {
  if (row.record.kind !== 'step') return undefined;
  const { batch } = row.record.setting;
  return ofBoth(row, ({ milliseconds }) =>
    format.significant((1000 * batch) / median(milliseconds.flat())),
  );
});

const peakOf = ({ record, ours }: CaseRow) => record.peakGflops?.[ours.precision];

/** The arithmetic speed of the median step, as a share of the machine's peak. */
const shares = numbers<CaseRow>(['Of the peak', 'ours / theirs'], (row) =>
  ofBoth(row, ({ gflop = NaN, milliseconds }) => {
    const share = (1000 * gflop) / median(milliseconds.flat()) / (peakOf(row) ?? NaN);
    return Number.isNaN(share) ? undefined : format.percent(share, 0);
  }),
);

const tensors = numbers<CaseRow>(['Tensors, MiB', 'of ours, at the peak'], ({ ours }) =>
  mebibytes(ours.peakTensorBytes),
);

/** The peak memory of both sides, with the ratio. */
const memory = (names: readonly string[]) =>
  stacked(
    numbers<CaseRow>(['Peak memory, MiB', names.join(' / ')], (row) => {
      const text = ofBoth(row, ({ peakRssBytes }) => mebibytes(peakRssBytes));
      const ratio = (row.theirs.peakRssBytes ?? NaN) / (row.ours.peakRssBytes ?? NaN);
      return text && { text, detail: format.ratio(ratio) };
    }),
  );

function peakNote(rows: readonly CaseRow[]): string | undefined {
  const peaks = rows.flatMap((row) => peakOf(row) ?? []);
  if (peaks.length === 0) return undefined;
  const ends = [Math.min(...peaks), Math.max(...peaks)].map(format.significant);
  return `The peak: ${[...new Set(ends)].join(' to ')} GFLOP/s.`;
}
