import {
  column,
  format,
  methodTitle,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { ownSides, type RecordOf } from '@singlora/records';
import { shortModel } from '@singlora/comparison';
import { findingOf } from './comparison.ts';
import { isCompared, rowsOf, sidesOf, type MeasuredSide } from './row.ts';
import { ratioCell } from './times-table.ts';

/** What one epoch takes on each side, and how much of it is padding. */
export function epochTable(record: RecordOf<'epoch'>): Table {
  const { title, setting, cases } = record;
  const { model, method, rank, alpha, rows, batch, data } = setting;
  const sides = cases.flatMap((one) => sidesOf(record, one));
  const own = ownSides(sides);
  const compared = rowsOf([record]).filter(isCompared);
  const rounds = sides[0]?.milliseconds.length ?? 0;
  const times = rounds > 1 ? `The median of ${format.plural(rounds, 'round')}` : 'One round';
  const ratioOf = ({ name, precision, padding }: MeasuredSide) =>
    compared.find(
      ({ theirs }) =>
        theirs.name === name && theirs.precision === precision && theirs.padding === padding,
    )?.comparison;
  const seconds = ({ milliseconds }: MeasuredSide) => median(milliseconds.flat()) / 1000;
  const caption = `${title}: ${shortModel(model)}, ${methodTitle(method)} (r ${format.setting(rank)}, α ${format.setting(alpha)}), batches of ${format.count(batch)}. Data: ${data}.`;
  return table(
    caption,
    sides,
    [
      column('Side', ({ name }) => name),
      column('Precision', ({ precision }) => precision),
      column('Batches', ({ padding }) => padding),
      stacked(
        numbers(['Ratio ↑', 'to ours'], (side) =>
          own.includes(side) ? format.ratio(1) : ratioCell(ratioOf(side)),
        ),
      ),
      numbers(['Time', 'of the epoch'], (side) => format.duration(seconds(side))),
      numbers('Examples/s', (side) => format.significant(rows / seconds(side))),
      numbers(['Padding', 'of the tokens'], ({ realTokens = NaN, tokens = NaN }) =>
        format.percent(1 - realTokens / tokens),
      ),
      numbers('Steps', ({ steps }) => format.count(steps)),
      numbers(['Memory', 'peak'], ({ peakRssBytes }) => format.bytes(peakRssBytes)),
    ],
    {
      kind: (side) => {
        const comparison = ratioOf(side);
        return comparison && findingOf(comparison) === 'slower' && 'marked';
      },
      notes: [
        `${times}. Ratio: their time ÷ ours of the same precision, so above 1 ours is faster${rounds > 1 ? '; below it, its 95% interval' : ''}.`,
      ],
    },
  );
}
