import { shortModel } from '@singlora/comparison';
import {
  column,
  format,
  methodTitle,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import type { RecordOf } from '@singlora/records';
import { median } from '@singlora/statistics';
import { findingOf, type Comparison } from './comparison.ts';
import { rowsOf, type MeasuredSide } from './row.ts';
import { ratioCell } from './times-table.ts';

/** A side, beside ours where it is another's. */
type EpochSide = MeasuredSide & { readonly comparison?: Comparison | undefined };

const secondsOf = ({ milliseconds }: EpochSide) => median(milliseconds.flat()) / 1000;

/** A table of the time of one epoch on each side, and of the share of it that is padding. */
export function epochTable(record: RecordOf<'epoch'>): Table {
  const { model, method, rank, alpha, rows: examples, batch, data } = record.setting;
  const rows = rowsOf([record]);
  const own: EpochSide[] = [...new Set(rows.map(({ ours }) => ours))];
  const others = rows.flatMap(({ theirs, comparison }) =>
    theirs ? [{ ...theirs, comparison }] : [],
  );
  const rounds = own[0]?.milliseconds.length ?? 0;
  const times = rounds > 1 ? `The median of ${format.plural(rounds, 'round')}` : 'One round';
  const interval = rounds > 1 ? '; below it, its 95% interval' : '';
  return table<EpochSide>(
    `${record.title}: ${shortModel(model)}, ${methodTitle(method)} (r ${format.setting(rank)}, α ${format.setting(alpha)}), batches of ${format.count(batch)}. Data: ${data}.`,
    [...own, ...others],
    [
      column('Side', ({ name }) => name),
      column('Precision', ({ precision }) => precision),
      column('Batches', ({ padding }) => padding),
      stacked(
        numbers(['Ratio ↑', 'to ours'], ({ comparison }) =>
          comparison ? ratioCell(comparison) : format.ratio(1),
        ),
      ),
      numbers(['Time', 'of the epoch'], (side) => format.duration(secondsOf(side))),
      numbers('Examples/s', (side) => format.significant(examples / secondsOf(side))),
      numbers(['Padding', 'of the tokens'], ({ realTokens = NaN, tokens = NaN }) =>
        format.percent(1 - realTokens / tokens),
      ),
      numbers('Steps', ({ steps }) => format.count(steps)),
      numbers(['Memory', 'peak'], ({ peakRssBytes }) => format.bytes(peakRssBytes)),
    ],
    {
      kind: ({ comparison }) => comparison && findingOf(comparison) === 'slower' && 'marked',
      notes: [
        `${times}. Ratio: their time ÷ ours of the same precision, so above 1 ours is faster${interval}.`,
      ],
    },
  );
}
