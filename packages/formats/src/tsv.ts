import { tsvError } from './errors.ts';
import { textBytes, eachLine } from './lines.ts';
import { listed, quoted } from './quoted.ts';

/** How the columns and damaged lines of a TSV file are read. */
export interface TsvOptions {
  /** Names of the columns of a file without a header line; without it the first line names them. */
  readonly columns?: readonly string[];
  /** Whether a line with too few or too many fields gives a row without any, instead of an error. */
  readonly keepDamaged?: boolean;
}

type Row = Record<string, string>;

/** What a row and a field take beside its text, in bytes. */
const costs = { row: 80, field: 20 };
/** Objects of more names become tables of their own, which take several times as much. */
const mostColumns = 1000;
const [tab, carriageReturn] = [0x09, 0x0d];

function countFields(line: Buffer): number {
  let fields = 1;
  for (let at = line.indexOf(tab); at >= 0; at = line.indexOf(tab, at + 1)) fields++;
  return fields;
}

/** Each field a text of its own: parts of a line's text would keep the whole of it. */
function fieldsOf(line: Buffer): string[] {
  const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
  const fields: string[] = [];
  for (let start = 0; ;) {
    const next = line.indexOf(tab, start);
    const stop = next < 0 ? end : next;
    fields.push(start === stop ? '' : line.toString('utf8', start, stop));
    if (next < 0) return fields;
    start = next + 1;
  }
}

/**
 * The rows of a tab-separated file as GLUE has them: one row a line, no quoting, so a quotation
 * mark is just a character. The last line may lack its end; lines may end in CR LF.
 *
 * @throws FormatError `FORMAT_TSV` naming the line that has too few or too many fields, or with which the rows become
 *   far larger than the file; `FORMAT_UNREADABLE`
 */
export async function readTsv(path: string, options: TsvOptions = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let { columns } = options;
  let blank = blankRow(columns ?? []);
  const fail = (line: number, problem: string) => tsvError(path, line, problem);
  await eachLine(path, fail, (line, number) => {
    const failed = (problem: string) => fail(number, problem);
    const bytes = textBytes(line, failed);
    const found = countFields(line);
    if (columns && found !== columns.length) {
      if (!options.keepDamaged)
        throw failed(`${found} fields where ${columns.length} are expected (${listed(columns)})`);
      rows.push({});
      return costs.row;
    }
    const fields = fieldsOf(line);
    if (!columns) {
      columns = checkedColumns(fields, failed);
      blank = blankRow(columns);
      return 0;
    }
    rows.push(filled(blank, columns, fields));
    return bytes + costs.row + costs.field * found;
  });
  return rows;
}

function checkedColumns(columns: string[], fail: (problem: string) => Error): string[] {
  if (columns.length > mostColumns)
    throw fail(`it names ${columns.length} columns, more than the ${mostColumns} allowed`);
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column)) throw fail(`the column ${quoted(column)} appears twice`);
    seen.add(column);
  }
  return columns;
}

/** A row to copy, which is several times as fast as to make one, and lets all rows share their names. */
const blankRow = (columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, '']));

function filled(blank: Row, columns: readonly string[], fields: readonly string[]): Row {
  const row = { ...blank };
  columns.forEach((column, i) => (row[column] = fields[i] ?? ''));
  return row;
}
