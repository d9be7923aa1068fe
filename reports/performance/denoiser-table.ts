import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import type { DenoiserRecord } from '@singlora/records';
import { memoryColumn, timesColumns, timesReading, type Times } from './times-columns.ts';

/** Every case's time and memory, ours beside the other's. */
export function denoiserTable(records: readonly DenoiserRecord[]): Table {
  return table(
    'The gradients of adapters on a denoiser of pictures, without the optimiser’s step. Weights, latents and text are random numbers.',
    records,
    [
      column('Case', (one) => ({ text: one.case, code: true, detail: words(one) })),
      ...timesColumns(timesOf),
      numbers(['Tensors, MiB', 'of ours, at the peak'], ({ sides: [ours] }) =>
        ours?.peakTensorBytes === undefined
          ? undefined
          : format.count(ours.peakTensorBytes / 2 ** 20),
      ),
      memoryColumn(({ sides: [ours, theirs] }) => [
        ours?.peakRssBytes ?? NaN,
        theirs?.peakRssBytes,
      ]),
    ],
    timesReading(records, timesOf),
  );
}

const timesOf = ({ sides: [ours, theirs] }: DenoiserRecord): Times => ({
  ours: ours?.milliseconds ?? [],
  theirs: theirs?.milliseconds,
});

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
