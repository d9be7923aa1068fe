import { duplicateName } from './json-names.ts';
import { quoted } from './quoted.ts';

/** The deepest nesting that is read: deeper than any settings or rows, and far below the limit of the stack. */
const deepest = 100;
/** The memory of the smallest value, parsed and inspected, in bytes; names count as values. */
const bytesOfValue = 140;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const isOpen = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const isClose = (byte: number): boolean => byte === 0x5d || byte === 0x7d;

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Counts the containers in JSON, which may be invalid, and the values in them, names included.
 *
 * @throws the error that `fail` makes for too deep nesting, from a problem without a subject
 */
export function jsonExtent(bytes: Uint8Array, fail: (problem: string) => Error) {
  let [containers, values, open] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      for (at++; at < bytes.length && bytes[at] !== quote; at++) if (bytes[at] === backslash) at++;
    } else if (byte === comma || byte === colon) values++;
    else if (isOpen(byte)) {
      containers++;
      if (++open > deepest) throw fail(`is not JSON of at most ${deepest} levels`);
    } else if (isClose(byte)) open--;
  }
  return { containers, values };
}

/**
 * Parses JSON in UTF-8, within a memory limit in bytes. An object with a name twice is refused.
 *
 * @throws the error that `fail` makes, from a problem without a subject
 */
export function parseJson(
  bytes: Uint8Array,
  most: number,
  fail: (problem: string) => Error,
): unknown {
  const { containers, values } = jsonExtent(bytes, fail);
  const room = Math.max(0, Math.floor(most / bytesOfValue));
  if (containers + values > room)
    throw fail(
      `holds ${containers + values} names and values, too many: there is room for ${room}`,
    );
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    parsed = JSON.parse(text);
  } catch {
    throw fail('is not JSON in UTF-8');
  }
  const twice = duplicateName(text);
  if (twice !== undefined) throw fail(`holds the name ${quoted(twice)} twice`);
  return parsed;
}
