import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { tableError, unreadable } from './errors.ts';
import { longestLine } from './lines.ts';
import { memoryForRows } from './memory-budget.ts';
import { shown } from './quoted.ts';
import { rowMaker, type TableOptions, type TakeRow } from './table-rows.ts';

/** How a file of comma-separated values is read. */
export interface CsvOptions extends TableOptions {
  /** The character between fields. Default: a comma. */
  readonly separator?: string;
}

/**
 * Passes on the rows of a file of comma-separated values in turn (RFC 4180). Quoted fields may contain line ends,
 * with CR LF as LF. UTF-8 only; empty lines are skipped.
 *
 * @throws FormatError `FORMAT_CSV` naming the line that is invalid, has too few or too many fields, or with which the
 * rows become far larger than the file; `FORMAT_UNREADABLE`
 */
export async function eachCsvRow(
  path: string,
  take: TakeRow,
  { separator = ',', ...options }: CsvOptions = {},
): Promise<void> {
  const fail = (line: number, problem: string) => tableError('CSV', path, line, problem);
  const pass = rowMaker(take, options, fail);
  let [kept, last, most] = [0, 0, 0];
  const parser = parse({
    delimiter: separator,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestLine,
    on_record(record: string[], { lines }) {
      const text = record.join('');
      const begins = lines - (text.match(/\n/g)?.length ?? 0);
      kept += pass(record.length, () => record, begins, bytesOf(text));
      if (kept > most)
        throw fail(lines, 'the rows up to here would take far more memory than the file. Split it');
      last = lines;
      return null;
    },
  });
  try {
    most = memoryForRows((await stat(path)).size);
    await pipeline(createReadStream(path), utf8(fail), parser.resume());
  } catch (cause) {
    if (cause instanceof CsvError && cause.code === 'CSV_QUOTE_NOT_CLOSED')
      throw fail(last + 1, 'a quotation mark opens a field of this row but does not close it');
    if (cause instanceof CsvError)
      throw fail(Number(cause['lines'] ?? last + 1), shown(cause.message, 300));
    throw cause instanceof Error && 'syscall' in cause ? unreadable(path, cause) : cause;
  }
}

/** The memory that a text takes, in bytes: one per character, or two if it has a character beyond Latin-1. */
const bytesOf = (text: string): number => (/[^\0-\xff]/.test(text) ? 2 : 1) * text.length;

/** Decodes whole lines, without a byte order mark. */
const utf8 = (fail: (line: number, problem: string) => Error) =>
  async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let [line, rest]: [number, Buffer] = [1, Buffer.alloc(0)];
    const decoded = (bytes: Buffer): string => {
      const text = bytes.toString();
      if (!isUtf8(bytes)) {
        const sound = text.slice(0, text.indexOf('\ufffd'));
        throw fail(line + sound.split('\n').length - 1, 'it is not UTF-8');
      }
      const begins = line === 1 && text.startsWith('\ufeff');
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) line++;
      // The parser would count CR LF within quotation marks as two lines.
      return (begins ? text.slice(1) : text).replaceAll('\r\n', '\n');
    };
    for await (const piece of pieces) {
      const all = Buffer.concat([rest, piece]);
      const end = all.lastIndexOf(10) + 1;
      if (end > 0) yield decoded(all.subarray(0, end));
      rest = all.subarray(end);
      if (rest.length > longestLine) throw fail(line, `it has more than ${longestLine} bytes`);
    }
    yield decoded(rest);
  };
