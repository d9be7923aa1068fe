import { GlueError, messages } from './errors.ts';
import type { GlueColumns } from './tasks.ts';

/** One labelled example of a task: a text, or a pair of texts in GLUE's order. */
export interface Row {
  readonly a: string;
  readonly b?: string;
  /** position in the task's label names */
  readonly label: number;
  /** position in the file it came from */
  readonly index: number;
}

/** Turns a file's label cell into a label id, or into undefined for a row without a gold label. */
export type ReadLabel = (cell: unknown, rowIndex: number) => number | undefined;

/**
 * Checks what a file holds and names its columns `a`, `b`, `label`.
 * Rows without a gold label are left out and counted.
 * Throws GLUE_EMPTY, GLUE_COLUMN, GLUE_TEXT, and what `readLabel` throws; `where` names the file in the message.
 */
export function toRows(
  records: readonly Readonly<Record<string, unknown>>[],
  columns: GlueColumns,
  readLabel: ReadLabel,
  where: string,
): { rows: Row[]; skipped: number } {
  const present = Object.keys(records[0] ?? {});
  if (records.length > 0) {
    for (const column of [...columns.texts, columns.label]) {
      if (!present.includes(column)) {
        throw new GlueError('GLUE_COLUMN', messages.column(where, column, present));
      }
    }
  }
  const [first, second] = columns.texts;
  const rows: Row[] = [];
  records.forEach((record, index) => {
    const text = (column: string): string => {
      const cell = record[column];
      if (typeof cell === 'string') return cell;
      throw new GlueError('GLUE_TEXT', messages.text(where, index, column));
    };
    const label = readLabel(record[columns.label], index);
    if (label === undefined) return;
    const a = text(first);
    rows.push(second === undefined ? { a, label, index } : { a, b: text(second), label, index });
  });
  if (rows.length === 0) throw new GlueError('GLUE_EMPTY', messages.empty(where));
  return { rows, skipped: records.length - rows.length };
}

/** Label ids as the Hub's parquet files store them. Throws GLUE_LABEL, and GLUE_UNLABELLED for -1. */
export function labelById(labels: readonly string[], where: string): ReadLabel {
  return (cell, row) => {
    if (cell === -1) throw new GlueError('GLUE_UNLABELLED', messages.unlabelled(where, row));
    if (typeof cell === 'number' && labels[cell] !== undefined) return cell;
    const known = labels.map((name, at) => `${String(at)} (${name})`).join(', ');
    throw new GlueError('GLUE_LABEL', messages.label(where, row, String(cell), known));
  };
}

/** Label names as GLUE's TSV files store them; "-" marks a row whose annotators did not agree. Throws GLUE_LABEL. */
export function labelByName(labels: readonly string[], where: string): ReadLabel {
  return (cell, row) => {
    if (cell === '-') return undefined;
    const id = labels.indexOf(String(cell));
    if (id >= 0) return id;
    throw new GlueError(
      'GLUE_LABEL',
      messages.label(where, row, JSON.stringify(cell), labels.join(', ')),
    );
  };
}
