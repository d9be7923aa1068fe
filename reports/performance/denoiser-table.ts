import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import type { DenoiserRecord } from '@singlora/records';
import { memoryColumn, timesColumns, timesOf, timesReading } from './times-columns.ts';

/** Every case's time and memory, ours beside the other's. */
export function denoiserTable(records: readonly DenoiserRecord[]): Table {
  const rows = records.map((record) => {
    const [ours, theirs] = record.sides;
    return { record, ours, theirs, times: timesOf(ours?.milliseconds ?? [], theirs?.milliseconds) };
  });
  type Row = (typeof rows)[number];
  const times = (row: Row) => row.times;
  return table(
    'The gradients of adapters on a denoiser of pictures, without the optimiser’s step. Weights, latents and text are random numbers.',
    rows,
    [
      column('Case', ({ record: one }) => ({ text: one.case, code: true, detail: words(one) })),
      ...timesColumns(times),
      numbers(['Tensors, MiB', 'of ours, at the peak'], ({ ours }) =>
        ours?.peakTensorBytes === undefined
          ? undefined
          : format.count(ours.peakTensorBytes / 2 ** 20),
      ),
      memoryColumn(({ ours, theirs }) => [ours?.peakRssBytes ?? NaN, theirs?.peakRssBytes]),
    ],
    timesReading(rows, times),
  );
}

function words({ title, setting }: DenoiserRecord): string {
  const { parameters, method, rank, targets, batch, side, tokens, threads } = setting;
  const { threadsPerOperation } = setting;
  return [
    `${title}, ${format.count(parameters)} parameters`,
    `batch ${format.count(batch)}, latents of ${format.count(side)}², ${format.count(tokens)} tokens`,
    `${methodTitle(method)} r ${format.setting(rank)} on ${format.listing(targets)}`,
    setting.compiled ? 'ours as one graph' : 'ours eager',
    setting.recompute && 'blocks recomputed on both sides',
    `${format.plural(threads, 'thread')}${threadsPerOperation < threads ? `, of ours ${format.count(threadsPerOperation)} an operation` : ''}`,
  ]
    .filter((word) => word !== false)
    .join('; ');
}
