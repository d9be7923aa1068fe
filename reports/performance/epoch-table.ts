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
import { besideOthers, ownSides, type EpochRecord } from '@singlora/records';
import { shortModel } from '@singlora/comparison';
import { compare, findingOf } from './comparison.ts';
import { ratioCell } from './times-columns.ts';

type Side = EpochRecord['sides'][number];

/** Each other side beside ours of its precision. */
export const epochComparisons = ({ sides }: EpochRecord) =>
  besideOthers(sides).map(({ ours, against }) => {
    const rounds = ({ seconds }: Side) => seconds.map((value) => [value]);
    return { side: against, comparison: compare(rounds(ours), rounds(against)) };
  });

/** What one epoch takes on each side, and how much of it is padding. */
export function epochTable(record: EpochRecord): Table {
  const { title, setting, sides } = record;
  const { model, method, rank, alpha, rows, batch, data } = setting;
  const comparisons = epochComparisons(record);
  const own = ownSides(sides);
  const rounds = sides[0]?.seconds.length ?? 0;
  const times = rounds > 1 ? `The median of ${format.plural(rounds, 'round')}` : 'One round';
  const ratioOf = (side: Side) => comparisons.find((one) => one.side === side)?.comparison;
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
      numbers(['Time', 'of the epoch'], ({ seconds }) => format.duration(median(seconds))),
      numbers('Examples/s', ({ seconds }) => format.significant(rows / median(seconds))),
      numbers(['Padding', 'of the tokens'], ({ realTokens, tokens }) =>
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
