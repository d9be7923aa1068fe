import type { ListedRun } from '@singlora/tracking';
import { fieldsOf, unknownField, valueIn, type Fields } from './fields.ts';

/** Runs as rows of fields; a missing field is undefined. */
export type FieldTable = ReturnType<typeof fieldTable>;

/**
 * Runs as a table of the named fields, or of all.
 *
 * @throws UsageError for a name that is a field of none of them
 */
export function fieldTable(runs: readonly ListedRun[], names?: readonly string[]) {
  const all = runs.map(fieldsOf);
  const known = new Set(all.flatMap((fields) => [...fields.keys()]));
  const columns = names ?? [...known];
  const rows = all.map((fields) => rowOf(fields, columns));
  const unknown = columns.find((name) => !rows.some((row) => name in row));
  if (unknown !== undefined && runs.length > 0) throw unknownField(unknown, known);
  return { columns, rows };
}

const rowOf = (fields: Fields, columns: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    columns.flatMap((name) => {
      const value = valueIn(fields, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The table as CSV, with numbers in full precision; a run's missing field is empty. */
export function csvOf({ columns, rows }: FieldTable): string {
  const lines = rows.map((row) => columns.map((name) => textOf(row[name])));
  return [columns, ...lines].map((line) => line.map(quoted).join(',')).join('\n');
}

/** A value as text: a list as JSON, a missing value as the empty text. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value); // NaN too
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
