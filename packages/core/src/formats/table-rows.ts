import { listedNames, quoted } from './quoted.ts';

/** How the columns and damaged lines of a text table are read. */
export interface TableOptions {
  /** Whether the first line names the columns (the default); without one they are called '0', '1', … */
  readonly header?: boolean;
  /** Whether a line with too few or too many fields gives a row without any, instead of an error. */
  readonly keepDamaged?: boolean;
}

/** Receives one row of a file, and the number of its first line from 1. */
export type TakeRow = (row: Readonly<Record<string, unknown>>, line: number) => void;

type Row = Record<string, string>;

/** The memory of a row and of a field besides its text, in bytes. */
const costs = { row: 80, field: 20 };
/** The most columns: objects of more names become tables of their own, which take several times as much memory. */
const mostColumns = 1000;

/** Passes on one line's fields as a row, if there are as many as columns; returns the bytes that the row takes. */
type PassFields = (count: number, fields: () => string[], line: number, bytes: number) => number;

/** Turns the fields of each line into a row, with columns from the first line's names or count. */
export function rowMaker(
  take: TakeRow,
  { header = true, keepDamaged = false }: TableOptions,
  fail: (line: number, problem: string) => Error,
): PassFields {
  let columns: readonly string[] | undefined;
  let blank: Row = {};
  return (count, fields, line, bytes) => {
    if (!columns) {
      const first = fields();
      columns = checkedColumns(header ? first : first.map((_, at) => String(at)), (problem) =>
        fail(line, problem),
      );
      blank = blankRow(columns);
      if (header) return 0;
    }
    if (count !== columns.length) {
      if (!keepDamaged)
        throw fail(
          line,
          `${count} fields where ${columns.length} are expected (${listedNames(columns)})`,
        );
      take({}, line);
      return costs.row;
    }
    take(filled(blank, columns, fields()), line);
    return bytes + costs.row + costs.field * count;
  };
}

function checkedColumns(columns: readonly string[], fail: (problem: string) => Error) {
  if (columns.length > mostColumns)
    throw fail(`it names ${columns.length} columns, more than the ${mostColumns} allowed`);
  const twice = columns.find((column, at) => columns.indexOf(column) < at);
  if (twice !== undefined) throw fail(`the column ${quoted(twice)} appears twice`);
  return columns;
}

/** A row to copy, which is several times as fast as making one, and lets all rows share their names. */
const blankRow = (columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, '']));

function filled(blank: Row, columns: readonly string[], fields: readonly string[]): Row {
  const row = { ...blank };
  columns.forEach((column, i) => (row[column] = fields[i] ?? ''));
  return row;
}
