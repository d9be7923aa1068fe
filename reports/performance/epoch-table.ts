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
import type { RecordOf, LossesRecord } from '@singlora/records';
import { median, mean } from '@singlora/statistics';
import { findingOf, type Comparison } from './comparison.ts';
import { rowsOf, type MeasuredSide } from './row.ts';
import { ratioCell } from './times-table.ts';

/** A side, compared with ours if it is another's. */
type EpochSide = MeasuredSide & { readonly comparison?: Comparison | undefined };

const secondsOf = ({ milliseconds }: EpochSide) => median(milliseconds.flat()) / 1000;

/** A table of each side's time for one epoch, and the share of it that is padding. */
export function epochTable(record: RecordOf<'epoch'>): Table {
  const { model, method, rank, alpha, rows: examples, batch, data } = record.setting;
  const rows = rowsOf([record]);
  const own: EpochSide[] = [...new Set(rows.map(({ ours }) => ours))];
  const others = rows.flatMap(({ theirs, comparison }) =>
    theirs ? [{ ...theirs, comparison }] : [],
  );
  const rounds = own[0]?.milliseconds.length ?? 0;
  const times = rounds > 1 ? `The median of ${format.plural(rounds, 'round')}` : 'One round';
  const interval = rounds > 1 ? ' Under it stands its 95% interval.' : '';
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
        `${times}. Ratio: their time ÷ ours of the same precision, so above 1 ours is faster.${interval}`,
      ],
    },
  );
}

type Side = LossesRecord['sides'][number];

/** Every side's losses, and their distance from ours in the first precision. */
export function lossesTable(record: LossesRecord): Table {
  const { model, method, rank, batch, steps, rate, rows, seed } = record.setting;
  const [reference] = record.sides;
  // The first, third and last quarter of the steps.
  const at = (quarter: number) => Math.round((quarter * steps) / 4);
  const spans = [0, 2, 3].map((quarter) => ({
    from: Math.min(at(quarter), steps - 1),
    to: Math.max(at(quarter + 1), at(quarter) + 1),
  }));
  const differencesOf = ({ losses }: Side) =>
    losses.map((loss, i) => Math.abs(loss - (reference?.losses[i] ?? NaN)));
  const beside = (title: string, detail: string, of: (differences: number[]) => number) =>
    numbers<Side>([title, detail], (side) =>
      side === reference ? undefined : format.significant(of(differencesOf(side))),
    );
  return table(
    `${format.plural(steps, 'step')} of ${model}, ${methodTitle(method)} r ${format.setting(rank)}, on ${format.plural(rows, 'row')} of MNLI, batch ${format.count(batch)}, rate ${format.setting(rate)}, no dropout, seed ${seed}: every side starts from the same adapter and head and trains on the same batches in the same order.`,
    record.sides,
    [
      column('Side', ({ name }) => name),
      column('Precision', ({ precision }) => precision),
      ...spans.map(({ from, to }) =>
        numbers<Side>([`Steps ${from + 1}–${to}`, 'mean loss'], ({ losses }) =>
          format.fixed(mean(losses.slice(from, to)), 5),
        ),
      ),
      beside('Largest', 'difference of a step’s loss', (all) => Math.max(...all)),
      beside('Root mean square', 'of the differences', (all) =>
        Math.sqrt(mean(all.map((value) => value ** 2))),
      ),
    ],
    {
      kind: (side) => side === reference && 'reference',
      notes: [
        reference &&
          `Differences are from ${reference.name} in ${reference.precision}, step by step.`,
      ],
    },
  );
}
