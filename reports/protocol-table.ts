import type { ProtocolBeside } from '@singlora/comparison';
import { column, format, table, type Table } from '@singlora/reporting';

/** A table of how runs were trained next to what the paper says, with the differences marked. */
export function protocolTable({ of, rows, remark = '' }: ProtocolBeside): Table {
  const differing = rows.filter(({ same }) => same === false).length;
  return table(
    `Training here and in the paper (${of}): ${format.plural(differing, 'difference')}, marked.${remark}`,
    rows,
    [
      column('Setting', ({ title }) => title),
      column('Here', ({ here }) => here),
      column('The paper', ({ stated }) => stated),
      column('', ({ same, why }) =>
        same === undefined ? undefined : same ? 'same' : why ? `differs: ${why}` : 'differs',
      ),
    ],
    { kind: ({ same }) => same === false && 'marked' },
  );
}
