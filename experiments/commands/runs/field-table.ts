import type { ListedRun } from '@singlora/tracking';
import {
  recordedFieldNamed,
  runFields,
  role,
  unknownField,
  valueIn,
  type RunFields,
} from './fields.ts';

/** Runs as rows of fields; a missing field is undefined. */
export type FieldTable = ReturnType<typeof fieldTable>;

/**
 * Runs as a table of the named fields, or of all. Where named results are of several roles, the role is added.
 *
 * @throws UsageError for a name that is a field of none of them
 */
export function fieldTable(runs: readonly ListedRun[], names?: readonly string[]) {
  const all = runs.map(runFields);
  const known = new Set<string>();
  for (const fields of all) for (const name of fields.keys()) known.add(name);
  if (!names) return { columns: [...known], rows: all.map((fields) => Object.fromEntries(fields)) };
  const columns = isMixed(all, names) ? [...names, role] : names;
  const rows = all.map((fields) => rowOf(fields, columns));
  const unknown = columns.find((name) => !rows.some((row) => name in row));
  if (unknown !== undefined && runs.length > 0) throw unknownField(unknown, known);
  return { columns, rows };
}

/** Whether the named fields have results of several roles, and do not name the role. */
function isMixed(all: readonly RunFields[], names: readonly string[]): boolean {
  const roles = new Set<unknown>();
  for (const fields of all) {
    const paths = names.map((name) => recordedFieldNamed(name, fields));
    if (paths.includes(`config.${role}`)) return false;
    if (paths.some((path) => path?.startsWith('summary.'))) roles.add(valueIn(fields, role));
  }
  return roles.size > 1;
}

const rowOf = (fields: RunFields, columns: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    columns.flatMap((name) => {
      const value = valueIn(fields, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The table as CSV, with numbers in full precision; a run's missing field is empty. */
export function csvOf({ columns, rows }: FieldTable): string {
  const lines = rows.map((row) => columns.map((name) => cellText(row[name])));
  return [columns, ...lines].map((line) => line.map(quoted).join(',')).join('\n');
}

/** A value as text: a list as JSON, a missing value as the empty text. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value); // NaN too
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
