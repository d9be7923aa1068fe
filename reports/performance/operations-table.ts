import { column, format, table, type Table } from '@singlora/reporting';
import type { OperationsRecord } from '@singlora/records';
import { timesColumns, timesOf, timesReading, type Times } from './times-columns.ts';

type Operation = OperationsRecord['operations'][number] & { readonly times: Times };

/** Every operation's time, ours beside the other's. */
export function operationsTable({ title, setting, operations }: OperationsRecord): Table {
  const caption = `${title}, ${format.plural(setting.threads, 'thread')} each, inputs of random numbers.`;
  const rows = operations.map((one): Operation => {
    const [ours = [], theirs] = one.milliseconds;
    return { ...one, times: timesOf(ours, theirs) };
  });
  return table(
    caption,
    rows,
    [
      column('Case', (one) => ({ text: one.case, code: true, detail: one.title })),
      column('Pass', ({ pass }) => (pass === 'forward' ? 'forward' : 'with gradient')),
      ...timesColumns(times),
    ],
    timesReading(rows, times),
  );
}

const times = (one: Operation) => one.times;
