import { readFile } from 'node:fs/promises';
import { tsvError, unreadable } from './errors.ts';
import { decodeUtf8 } from './utf8.ts';

export interface TsvOptions {
  /** Names of the columns of a file without a header line; without it the first line names them. */
  readonly columns?: readonly string[];
  /** Whether a line with too few or too many fields gives a row without any, instead of an error. */
  readonly keepDamaged?: boolean;
}

/**
 * The rows of a tab-separated file as GLUE has them: one row a line, no quoting, so a quotation
 * mark is just a character. The last line may lack its end; lines may end in CR LF.
 *
 * @throws FormatError `FORMAT_TSV` naming the line that has too few or too many fields, `FORMAT_UNREADABLE`
 */
export async function readTsv(
  path: string,
  options: TsvOptions = {},
): Promise<Record<string, string>[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const lines = decodeUtf8(bytes, (line, problem) => tsvError(path, line, problem)).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const columns = options.columns ?? lines[0]?.split('\t') ?? [];
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw tsvError(path, 1, `the column "${twice}" appears twice`);
  const headerLines = options.columns ? 0 : 1;
  return lines.slice(headerLines).map((line, i) => {
    const fields = line.split('\t');
    if (fields.length !== columns.length) {
      if (options.keepDamaged) return {};
      throw tsvError(
        path,
        i + 1 + headerLines,
        `${fields.length} fields where ${columns.length} are expected (${columns.join(', ')})`,
      );
    }
    return Object.fromEntries(columns.map((column, field) => [column, fields[field] ?? '']));
  });
}
