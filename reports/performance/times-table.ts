import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Column,
  type Table,
} from '@singlora/reporting';
import type { RecordOf, TimesRecord } from '@singlora/records';
import { median, type Rounds } from '@singlora/statistics';
import { findingOf, intervalText, type Comparison } from './comparison.ts';
import type { ComparedRow, MeasuredSide, Row } from './row.ts';
import { denoiserWords, ownWords, usualWords } from './words.ts';

interface TimesTable<One extends Row> {
  readonly caption: string;
  readonly rows: readonly One[];
  /** What tells the rows apart. */
  readonly first: readonly Column<One>[];
  /** Beside the times. */
  readonly more?: readonly Column<One>[];
  /** How the sides are called. */
  readonly sides?: readonly [ours: string, theirs: string];
  readonly notes?: readonly (string | undefined)[];
}

/** The ratios of two sides' times, and the times; rows where ours is slower are marked. */
function timesTable<One extends Row>(given: TimesTable<One>): Table {
  const { caption, rows, first, more = [], sides: [ours, theirs] = ['Ours', 'Theirs'] } = given;
  const isSlower = ({ comparison }: One) =>
    comparison !== undefined && findingOf(comparison) === 'slower';
  const columns: Column<One>[] = [
    ...first,
    stacked(numbers(['Ratio ↑', 'of medians'], ({ comparison }) => ratioCell(comparison))),
    numbers(
      ['Ratio ↑', 'of minima'],
      ({ comparison }) => comparison && format.ratio(comparison.minima),
    ),
    numbers([`${ours}, ms`, 'least / median'], (row) => timesText(row.ours.milliseconds)),
    numbers([`${theirs}, ms`, 'least / median'], (row) => timesText(row.theirs?.milliseconds)),
    ...more,
  ];
  const own = 'Ratio: their time ÷ ours, so above 1 ours is faster; below it, its 95% interval.';
  const { notes = [own, rows.some(isSlower) ? 'Marked: ours is slower.' : undefined] } = given;
  return table(caption, rows, columns, { kind: (row) => isSlower(row) && 'marked', notes });
}

/** Every case's times and memory, ours beside the other's. */
export function stepTable(rows: readonly Row<RecordOf<'step'>>[]): Table {
  const usual = usualWords(rows);
  const shown = timesTable<Row<RecordOf<'step'>>>({
    caption: `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
    rows,
    first: [
      stacked(
        column('Case', (row) => ({
          ...{ text: row.label, code: true, detail: ownWords(row, usual).join('; ') },
        })),
      ),
    ],
    more: [
      numbers(['Examples/s', 'ours / theirs'], (row) => {
        const { batch } = row.record.setting;
        return ofBoth(row, ({ milliseconds }) =>
          format.significant((1000 * batch) / median(milliseconds.flat())),
        );
      }),
      ...(rows.some((row) => peakShares(row) !== undefined)
        ? [numbers<Row<RecordOf<'step'>>>(['Of the peak', 'ours / theirs'], peakShares)]
        : []),
      memory,
    ],
  });
  return { ...shown, notes: [...shown.notes, ...peakNotes(rows)] };
}

/** What bfloat16 gains, ours beside ours. */
export const precisionTable = (rows: readonly ComparedRow[]): Table =>
  timesTable<ComparedRow>({
    caption:
      'SingLoRA Lab in bfloat16 beside itself in float32: the products with frozen weights alone differ.',
    rows,
    first: [column('Case', ({ record }) => ({ text: record.case, code: true }))],
    sides: ['bfloat16', 'float32'],
    more: [
      numbers(['Peak memory, MiB', 'bfloat16 / float32'], (row) =>
        ofBoth(row, ({ peakRssBytes = NaN }) => format.count(peakRssBytes / 2 ** 20)),
      ),
    ],
    notes: [
      'Ratio: the time in float32 ÷ that in bfloat16, so above 1 bfloat16 is faster; below it, its 95% interval.',
    ],
  });

/** Every case's time and memory, ours beside the other's. */
export const denoiserTable = (rows: readonly Row<RecordOf<'denoiser'>>[]): Table =>
  timesTable<Row<RecordOf<'denoiser'>>>({
    caption:
      'The gradients of adapters on a denoiser of pictures, without the optimiser’s step. Weights, latents and text are random numbers.',
    rows,
    first: [
      column('Case', ({ record }) => ({
        ...{ text: record.case, code: true, detail: denoiserWords(record) },
      })),
    ],
    more: [
      numbers(['Tensors, MiB', 'of ours, at the peak'], ({ ours: { peakTensorBytes: bytes } }) =>
        bytes === undefined ? undefined : format.count(bytes / 2 ** 20),
      ),
      memory,
    ],
  });

/** Every merge's time and memory, ours beside the other's. */
export const mergeTable = (rows: readonly Row<RecordOf<'merge'>>[]): Table =>
  timesTable<Row<RecordOf<'merge'>>>({
    caption: `An adapter merged into a copy of a checkpoint in bfloat16, from files to a file that is flushed to the disk; each side computes on ${format.plural(rows[0]?.record.setting.threads ?? 0, 'thread')}. Weights are random numbers.`,
    rows,
    first: [
      column('Case', ({ record: { title }, one }) => ({
        ...{ text: one.case, code: true, detail: title },
      })),
    ],
    more: [memory],
  });

/** Every operation's time, ours beside the other's. */
export const operationsTable = (
  { title, setting }: RecordOf<'operations'>,
  rows: readonly Row[],
): Table =>
  timesTable<Row>({
    caption: `${title}, ${format.plural(setting.threads, 'thread')} each, inputs of random numbers.`,
    rows,
    first: [
      column('Case', ({ one }) => ({ text: one.case, code: true, detail: one.title })),
      column('Pass', ({ one }) => (one.pass === 'forward' ? 'forward' : 'with gradient')),
    ],
  });

/** A ratio with its interval. */
export const ratioCell = (comparison: Comparison | undefined) =>
  comparison && { text: format.ratio(comparison.medians), detail: intervalText(comparison) };

function timesText(rounds: Rounds | undefined): string | undefined {
  if (!rounds) return undefined;
  const all = rounds.flat();
  return `${format.significant(Math.min(...all))} / ${format.significant(median(all))}`;
}

/** "ours / theirs", or what there is of the two. */
const ofBoth = ({ ours, theirs }: Row, text: (side: MeasuredSide) => string | undefined) =>
  [ours, ...(theirs ? [theirs] : [])].flatMap((side) => text(side) ?? []).join(' / ') || undefined;

/** Peak memory of ours, of theirs, and theirs ÷ ours. */
const memory = stacked<Row>(
  numbers(['Peak memory, MiB', 'ours / theirs, and theirs ÷ ours'], (row) => ({
    text: ofBoth(row, ({ peakRssBytes = NaN }) => format.count(peakRssBytes / 2 ** 20)) ?? '',
    detail:
      row.theirs && format.ratio((row.theirs.peakRssBytes ?? NaN) / (row.ours.peakRssBytes ?? NaN)),
  })),
);

const peakOf = ({ record, ours }: Row<TimesRecord>) => record.peakGflops?.[ours.precision];

/** The arithmetic that the median step reaches, in parts of the machine's peak; undefined where it is not known. */
const peakShares = (row: Row): string | undefined =>
  ofBoth(row, ({ gflop, milliseconds }) => {
    const peak = peakOf(row);
    if (gflop === undefined || peak === undefined) return undefined;
    return format.percent((1000 * gflop) / median(milliseconds.flat()) / peak, 0);
  });

function peakNotes(rows: readonly Row[]): string[] {
  const peaks = rows.flatMap((row) => peakOf(row) ?? []);
  if (peaks.length === 0) return [];
  const ends = [Math.min(...peaks), Math.max(...peaks)].map(format.significant);
  return [
    `Of the peak: the arithmetic that a step needs in its median time, beside a large matrix product of ours in the same run, ${[...new Set(ends)].join(' to ')} GFLOP/s. Ours needs less where it sends one token through the last layer.`,
  ];
}
