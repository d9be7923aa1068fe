import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { shortModel } from '../short-model.ts';
import { compare, findingOf, rangeText, type Comparison } from './comparison.ts';
import type { EpochRecord } from '@singlora/records';

type Side = EpochRecord['sides'][number];

/** Each other side beside ours. */
export function epochComparisons({ sides: [ours, ...others] }: EpochRecord) {
  const rounds = ({ seconds }: Side) => seconds.map((value) => [value]);
  return others.map((side) => ({
    side,
    comparison: compare(rounds(ours ?? side), rounds(side)),
  }));
}

/** What one epoch takes on each side, and how much of it is padding. */
export function epochTable(record: EpochRecord): Table {
  const { title, setting, sides } = record;
  const { model, method, rank, alpha, rows, batch, data } = setting;
  const comparisons = epochComparisons(record);
  const rounds = sides[0]?.seconds.length ?? 0;
  const times = rounds > 1 ? `The median of ${format.plural(rounds, 'round')}` : 'One round';
  const ratioOf = (side: Side) => comparisons.find((one) => one.side === side)?.comparison;
  const caption = `${title}: ${shortModel(model)}, ${methodTitle(method)} (r ${format.setting(rank)}, α ${format.setting(alpha)}), batches of ${format.count(batch)}. Data: ${data}.`;
  return table(
    caption,
    sides,
    [
      column('Side', ({ name }) => name),
      column('Batches', ({ padding }) => padding),
      numbers(['Ratio ↑', 'to ours'], (side) => ratioCell(ratioOf(side))),
      numbers(['Time', 'of the epoch'], ({ seconds }) => format.duration(median(seconds))),
      numbers('Examples/s', ({ seconds }) => format.significant(rows / median(seconds))),
      numbers(['Padding', 'of the tokens'], ({ realTokens, tokens }) =>
        format.percent(1 - realTokens / tokens),
      ),
      numbers('Steps', ({ steps }) => format.count(steps)),
      numbers(['Memory', 'peak'], ({ peakRssBytes }) => format.bytes(peakRssBytes)),
    ],
    {
      kind: (side) => findingOf(ratioOf(side)?.medians ?? 1) === 'slower' && 'marked',
      notes: [`${times}. Ratio: their time ÷ ours, so above 1 ours is faster.`],
    },
  );
}

const ratioCell = (comparison: Comparison | undefined) => ({
  text: format.ratio(comparison?.medians ?? 1),
  detail: comparison && rangeText(comparison),
});
