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
import { findingOf, type TimeRatio } from './comparison.ts';
import { caseRows, type MeasuredSide } from './row.ts';
import { ratioCell } from './times-table.ts';

/** A side, compared with ours if it is another's. */
type EpochSide = MeasuredSide & { readonly comparison?: TimeRatio | undefined };

const secondsOf = ({ milliseconds }: EpochSide) => median(milliseconds.flat()) / 1000;

/** A table of each side's time for one epoch, and the share of it that is padding. */
export function epochTable(record: RecordOf<'epoch'>): Table {
  const { model, method, rank, alpha, rows: examples, batch, data } = record.setting;
  const rows = caseRows([record]);
  const own: EpochSide[] = [...new Set(rows.map(({ ours }) => ours))];
  const others = rows.map(({ theirs, comparison }) => ({ ...theirs, comparison }));
  return table<EpochSide>(
    `${record.title}: ${shortModel(model)}, ${methodTitle(method)} (r ${format.setting(rank)}, α ${format.setting(alpha)}), batches of ${format.count(batch)}. Data: ${data}.`,
    [...own, ...others],
    [
      column('Side', ({ name }) => name),
      column('Precision', ({ precision }) => precision),
      column('Batches', ({ padding }) => padding),
      stacked(
        numbers(['Ratio ↑', 'theirs ÷ ours'], ({ comparison }) =>
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
    { kind: ({ comparison }) => comparison && findingOf(comparison) === 'slower' && 'marked' },
  );
}
