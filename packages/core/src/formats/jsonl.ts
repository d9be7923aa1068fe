import { jsonlError } from './errors.ts';
import { isObject, jsonExtent } from './json-bounds.ts';
import { textBytes, eachLine } from './lines.ts';

type Row = Record<string, unknown>;

/** The memory of a row, a list or object, a value or name, and a name that no row had before, in bytes. */
const costs = { row: 24, container: 64, value: 16, newName: 150 };
const mostValues = 100_000;
const blank = /^\s*$/;

/**
 * Passes on the rows of a file of JSON lines in turn, with their line numbers from 1: one object per line, in UTF-8. Empty
 * lines are skipped; lines may end in CR LF.
 *
 * @throws FormatError `FORMAT_JSONL` naming the line that is not an object, or with which the rows become far larger
 * than the file; `FORMAT_UNREADABLE`
 */
export async function eachJsonRow(
  path: string,
  take: (row: Row, line: number) => void,
): Promise<void> {
  const names = new Set<string>();
  const fail = (line: number, problem: string) => jsonlError(path, line, problem);
  await eachLine(path, fail, (line, number) => {
    if (line.length === 0) return 0;
    const failed = (problem: string) => fail(number, problem);
    const bytes = textBytes(line, failed);
    const text = line.toString();
    if (blank.test(text)) return 0;
    const { containers, values } = jsonExtent(line, (problem) => failed(`it ${problem}`));
    if (containers + values > mostValues)
      throw failed(`it holds more than ${mostValues} names and values`);
    const row = parse(text, failed);
    const known = names.size;
    noteNames(row, names);
    take(row, number);
    const { row: one, container, value, newName } = costs;
    return bytes + one + containers * container + values * value + (names.size - known) * newName;
  });
}

function parse(text: string, fail: (problem: string) => Error): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail('it is not JSON');
  }
  if (!isObject(value)) throw fail('it is not a JSON object');
  return value;
}

/** Rows with the same names share one hidden class, so only new names take much memory. */
function noteNames(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return value.forEach((entry) => noteNames(entry, names));
  for (const name in value) {
    names.add(name);
    noteNames((value as Row)[name], names);
  }
}
