import { column, format, table, type Table } from '@singlora/reporting';
import type { OperationsRecord } from '@singlora/records';
import { timesColumns, timesReading, type Times } from './times-columns.ts';

type Operation = OperationsRecord['operations'][number];

/** Every operation's time, ours beside the other's. */
export function operationsTable({ title, setting, operations }: OperationsRecord): Table {
  const caption = `${title}, ${format.plural(setting.threads, 'thread')} each, inputs of random numbers.`;
  return table(
    caption,
    operations,
    [
      column('Case', (one) => ({ text: one.case, code: true, detail: one.title })),
      column('Pass', ({ pass }) => (pass === 'forward' ? 'forward' : 'with gradient')),
      ...timesColumns(timesOf),
    ],
    timesReading(operations, timesOf),
  );
}

const timesOf = ({ milliseconds: [ours = [], theirs] }: Operation): Times => ({ ours, theirs });
