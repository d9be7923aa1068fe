import { readFile } from 'node:fs/promises';
import { tsvError, unreadable } from './errors.ts';

export interface TsvOptions {
  /** Names of the columns of a file without a header line; without it the first line names them. */
  readonly columns?: readonly string[];
}

function decode(path: string, bytes: Uint8Array): string {
  const lax = new TextDecoder();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = lax
      .decode(bytes)
      .split('\n')
      .findIndex((text) => text.includes('\uFFFD'));
    throw tsvError(path, line + 1, 'it is not UTF-8');
  }
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
  const lines = decode(path, bytes).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const columns = options.columns ?? lines[0]?.split('\t') ?? [];
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw tsvError(path, 1, `the column "${twice}" appears twice`);
  const headerLines = options.columns ? 0 : 1;
  return lines.slice(headerLines).map((line, i) => {
    const fields = line.split('\t');
    if (fields.length !== columns.length) {
      throw tsvError(
        path,
        i + 1 + headerLines,
        `${fields.length} fields where ${columns.length} are expected (${columns.join(', ')})`,
      );
    }
    return Object.fromEntries(columns.map((column, field) => [column, fields[field] ?? '']));
  });
}
