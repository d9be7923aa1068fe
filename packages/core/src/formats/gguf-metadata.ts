import { ggufError } from './errors.ts';
import type { GgufCursor } from './gguf-cursor.ts';
import { quoted } from './quoted.ts';

/** A value of the metadata; 64-bit whole numbers that a number cannot hold stay `bigint`. */
type GgufValue = number | bigint | boolean | string | readonly GgufValue[] | Numbers;

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** The metadata of a GGUF file, by key; a value of another kind than requested is an error. */
export interface GgufMetadata {
  readonly keys: readonly string[];
  /** The value, of whatever kind; undefined where there is none. */
  get(key: string): GgufValue | undefined;
  /**
   * A number of any width; undefined where there is none.
   * @throws FormatError when it is of another kind, or a whole number that only a `bigint` holds
   */
  number(key: string): number | undefined;
  /**
   * A boolean; undefined where there is none.
   * @throws FormatError when it is of another kind
   */
  boolean(key: string): boolean | undefined;
  /**
   * A text; undefined where there is none.
   * @throws FormatError when it is of another kind
   */
  string(key: string): string | undefined;
  /**
   * A list of strings only; undefined where there is none.
   * @throws FormatError when it is of another kind
   */
  strings(key: string): readonly string[] | undefined;
  /**
   * A list of numbers of at most 32 bits, or of 64-bit floats; undefined where there is none.
   * @throws FormatError when it is of another kind, such as a list of 64-bit whole numbers
   */
  numbers(key: string): ArrayLike<number> | undefined;
}

interface NumberType {
  readonly bytes: number;
  readonly array: new (length: number) => Numbers;
  read(data: DataView, at: number): number;
}

/** The types of numbers, by the format's id of a value type; 7 is a boolean, 8 a string, 9 an array. */
const numberTypes: Readonly<Record<number, NumberType>> = {
  0: { bytes: 1, array: Uint8Array, read: (data, at) => data.getUint8(at) },
  1: { bytes: 1, array: Int8Array, read: (data, at) => data.getInt8(at) },
  2: { bytes: 2, array: Uint16Array, read: (data, at) => data.getUint16(at, true) },
  3: { bytes: 2, array: Int16Array, read: (data, at) => data.getInt16(at, true) },
  4: { bytes: 4, array: Uint32Array, read: (data, at) => data.getUint32(at, true) },
  5: { bytes: 4, array: Int32Array, read: (data, at) => data.getInt32(at, true) },
  6: { bytes: 4, array: Float32Array, read: (data, at) => data.getFloat32(at, true) },
  12: { bytes: 8, array: Float64Array, read: (data, at) => data.getFloat64(at, true) },
};
const [boolean, string, array, u64, i64] = [7, 8, 9, 10, 11];
const leastBytes: Readonly<Record<number, number>> = { 7: 1, 8: 8, 9: 12, 10: 8, 11: 8 };
/** The most memory that a list, an entry in it, a number of 64 bits and a key take, in bytes. */
const costs = { list: 250, entry: 12, wide: 60, key: 150 };
/** Real files nest once, if at all; a hostile one could nest until the stack overflows. */
const deepest = 4;

function wide(data: DataView, signed: boolean): number | bigint {
  const value = signed ? data.getBigInt64(0, true) : data.getBigUint64(0, true);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readArray(cursor: GgufCursor, what: string, depth: number): GgufValue {
  if (depth > deepest) throw ggufError(cursor.where, `${what} nests arrays too deeply`);
  const type = cursor.u32(what);
  const count = cursor.count(what);
  const numbers = numberTypes[type];
  const least = numbers?.bytes ?? leastBytes[type];
  if (least === undefined)
    throw ggufError(cursor.where, `${what} is an array of the unknown type ${type}`);
  cursor.fits(count, least, what);
  cursor.keep(
    costs.list + count * (numbers?.bytes ?? costs[type === u64 || type === i64 ? 'wide' : 'entry']),
    what,
  );
  if (!numbers) {
    const entries: GgufValue[] = [];
    for (let i = 0; i < count; i++) entries.push(readValue(cursor, type, what, depth));
    return entries;
  }
  const data = cursor.take(count * numbers.bytes, what);
  const values = new numbers.array(count);
  for (let i = 0; i < count; i++) values[i] = numbers.read(data, i * numbers.bytes);
  return values;
}

function readValue(cursor: GgufCursor, type: number, what: string, depth = 0): GgufValue {
  const numbers = numberTypes[type];
  if (numbers) return numbers.read(cursor.take(numbers.bytes, what), 0);
  if (type === string) return cursor.text(what);
  if (type === array) return readArray(cursor, what, depth + 1);
  if (type === u64 || type === i64) return wide(cursor.take(8, what), type === i64);
  if (type !== boolean) throw ggufError(cursor.where, `${what} has the unknown type ${type}`);
  const byte = cursor.take(1, what).getUint8(0);
  if (byte > 1) throw ggufError(cursor.where, `${what} is a boolean of ${byte}`);
  return byte === 1;
}

/** Reads `count` keys with their values. */
export function readMetadata(cursor: GgufCursor, count: number): GgufMetadata {
  cursor.fits(count, 8 + 4 + 1, 'the metadata');
  const values = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.text(`the name of metadata key ${i}`);
    if (values.has(key))
      throw ggufError(cursor.where, `it holds the metadata key ${quoted(key)} twice`);
    const what = `metadata key ${quoted(key)}`;
    cursor.keep(costs.key, what);
    values.set(key, readValue(cursor, cursor.u32(what), what));
  }
  const as =
    <T extends GgufValue>(kind: string, is: (value: GgufValue) => value is T) =>
    (key: string): T | undefined => {
      const value = values.get(key);
      if (value === undefined || is(value)) return value;
      throw ggufError(cursor.where, `metadata key ${quoted(key)} is not ${kind}`);
    };
  return {
    keys: [...values.keys()],
    get: (key) => values.get(key),
    number: as('a number', (value) => typeof value === 'number'),
    boolean: as('a boolean', (value) => typeof value === 'boolean'),
    string: as('a string', (value) => typeof value === 'string'),
    strings: as(
      'a list of strings',
      (value): value is readonly string[] =>
        Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
    ),
    numbers: as('a list of numbers', (value): value is Numbers => ArrayBuffer.isView(value)),
  };
}
