import { format, type Row, type Table } from '@singlora/reporting';
import { median } from '@singlora/statistics';
import { methodTitle } from '../methods.ts';
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
  return {
    caption: `${title}: ${shortModel(model)}, ${methodTitle(method)} (r ${format.setting(rank)}, α ${format.setting(alpha)}), batches of ${format.count(batch)}. Data: ${data}.`,
    columns: [
      { key: 'side', title: 'Side' },
      { key: 'padding', title: 'Batches' },
      { key: 'ratio', title: 'Ratio ↑', detail: 'to ours', align: 'right' },
      { key: 'seconds', title: 'Time', detail: 'of the epoch', align: 'right' },
      { key: 'rate', title: 'Examples/s', align: 'right' },
      { key: 'share', title: 'Padding', detail: 'of the tokens', align: 'right' },
      { key: 'steps', title: 'Steps', align: 'right' },
      { key: 'memory', title: 'Memory', detail: 'peak', align: 'right' },
    ],
    rows: sides.map((side, index) => sideRow(side, rows, comparisons[index - 1]?.comparison)),
    notes: [`${times}. Ratio: their time ÷ ours, so above 1 ours is faster.`],
  };
}

function sideRow(side: Side, rows: number, comparison: Comparison | undefined): Row {
  const { name, padding, steps, tokens, realTokens, peakRssBytes } = side;
  const seconds = median(side.seconds);
  const range = comparison && rangeText(comparison);
  const slower = comparison && findingOf(comparison.medians) === 'slower';
  return {
    ...(slower ? { kind: 'marked' } : {}),
    cells: {
      side: name,
      padding,
      ratio: {
        text: format.ratio(comparison?.medians ?? 1),
        ...(range === undefined ? {} : { detail: range }),
      },
      seconds: format.duration(seconds),
      rate: format.significant(rows / seconds),
      share: format.percent(1 - realTokens / tokens),
      steps: format.count(steps),
      memory: format.bytes(peakRssBytes),
    },
  };
}
