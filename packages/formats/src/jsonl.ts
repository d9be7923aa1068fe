import { readFile } from 'node:fs/promises';
import { jsonlError, unreadable } from './errors.ts';
import { decodeUtf8 } from './utf8.ts';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The rows of a file of JSON lines: one object a line, in UTF-8. Empty lines count as none; lines may end in CR LF.
 *
 * @throws FormatError `FORMAT_JSONL` naming the line that is no object, `FORMAT_UNREADABLE`
 */
export async function readJsonl(path: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const fail = (line: number, problem: string) => jsonlError(path, line, problem);
  return decodeUtf8(bytes, fail)
    .split('\n')
    .flatMap((text, i) => (text.trim() === '' ? [] : [parse(text, (why) => fail(i + 1, why))]));
}

function parse(text: string, fail: (problem: string) => Error): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail('it is not JSON');
  }
  if (!isObject(value)) throw fail('it is not a JSON object');
  return value;
}
