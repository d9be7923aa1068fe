import { replaceFile } from '@singlora/core/disk';
import { csvOf, cellText, type FieldTable } from './field-table.ts';

/** The file formats of a table of runs, by file extension. */
export const tableFileFormats: Readonly<
  Record<string, (table: FieldTable) => string | Uint8Array | Promise<Uint8Array>>
> = {
  '.csv': (table) => `${csvOf(table)}\n`,
  '.json': ({ rows }) => `${JSON.stringify(rows, null, 2)}\n`,
  '.parquet': parquetOf,
};

/** Writes a table to a file, whole or not at all. */
export async function writeTable(file: string, format: string, table: FieldTable): Promise<void> {
  const content = await tableFileFormats[format]?.(table);
  await replaceFile(file, (open) => open.writeFile(content ?? ''));
}

/** Numbers as doubles, booleans as booleans, everything else as text; null for a run's missing field. */
async function parquetOf({ columns, rows }: FieldTable): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    const all = (type: string) => values.every((value) => value === null || typeof value === type);
    if (all('number')) return { name, type: 'DOUBLE' as const, data: values };
    if (all('boolean')) return { name, type: 'BOOLEAN' as const, data: values };
    const data = values.map((value) => (value === null ? null : cellText(value)));
    return { name, type: 'STRING' as const, data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
