import type {
  ColumnMetaData,
  DecodedArray,
  ParquetType,
  SchemaElement,
  SchemaTree,
} from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import {
  getMaxDefinitionLevel,
  getMaxRepetitionLevel,
  isFlatColumn,
} from 'hyparquet/src/schema.js';
import type { Budget } from './budget.ts';
import { decompress } from './decompress.ts';
import { checkDeltas, sumOfLengths } from './deltas.ts';
import { checkRuns } from './runs.ts';
import { passStruct } from './thrift-bounds.ts';

/**
 * A decoded text or number is an object for a while; later it takes an entry in its row, and its text. Bytes that are
 * not text stay objects.
 */
const costs = { decoding: 160, kept: 24, keptBytes: 160, level: 64 };

/** A byte-order mark at the start of a text is part of it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error('a text is not UTF-8');
  }
}

/** Parsers that leave JSON as text, whose memory follows from its length. */
const parsers = { ...DEFAULT_PARSERS, stringFromBytes: textOf, jsonFromBytes: textOf };

/** The kind of a column's bytes, as the file states it, such as texts; undefined for plain bytes. */
const kindOf = ({ converted_type: kind, logical_type: logical }: SchemaElement) =>
  kind ?? logical?.type;

const isBytes = (element: SchemaElement): boolean =>
  element.type?.endsWith('BYTE_ARRAY') === true && kindOf(element) === undefined;

type Header = ReturnType<typeof parquetHeader>;

interface Page {
  readonly header: Header;
  readonly bytes: Uint8Array;
}

const bitWidth = (value: number): number => 32 - Math.clz32(value);
const count = (value: number | undefined): number => {
  if (value === undefined || !(value >= 0))
    throw new Error(`a page claims ${value} values or bytes`);
  return value;
};
const u32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);

/** The decompressed page at an offset in a column's chunk, and where the next one begins. */
function unpackPage(
  chunk: Uint8Array,
  at: number,
  meta: ColumnMetaData,
  budget: Budget,
): Page & { next: number } {
  const { end } = passStruct(chunk, at);
  const header = parquetHeader({
    view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength),
    offset: at,
  });
  const next = end + count(header.compressed_page_size);
  if (next > chunk.length) throw new Error('a page ends past its column');
  const size = count(header.uncompressed_page_size);
  const second = header.data_page_header_v2;
  const plain = second
    ? count(second.repetition_levels_byte_length) + count(second.definition_levels_byte_length)
    : 0;
  budget.checkPage(plain === 0 ? size : 2 * size - plain); // a copy puts the levels before the values
  if (plain > size || end + plain > next) throw new Error('the levels of a page end past it');
  const packed = chunk.subarray(end + plain, next);
  const codec = second?.is_compressed === false ? 'UNCOMPRESSED' : meta.codec;
  const unpacked = decompress(codec, packed, size - plain);
  const bytes =
    plain === 0 ? unpacked : Buffer.concat([chunk.subarray(end, end + plain), unpacked]);
  const as = { ...header, compressed_page_size: size, uncompressed_page_size: size };
  return {
    next,
    bytes,
    header: second ? { ...as, data_page_header_v2: { ...second, is_compressed: false } } : as,
  };
}

type SecondHeader = NonNullable<Header['data_page_header_v2']>;

/** Checks the levels at the start of a page; returns where the definition levels and the values begin. */
function checkLevels(
  bytes: Uint8Array,
  path: SchemaTree[],
  values: number,
  told: SecondHeader | undefined,
): { definitions: number; start: number } {
  const check = (max: number, at: number, told: number | undefined): number => {
    if (max === 0) return at;
    const start = told === undefined ? at + 4 : at; // the first version of pages has the length before the levels
    const end = start + (told ?? u32(bytes, at));
    if (end > bytes.length) throw new Error('the levels of a page end past it');
    // With fewer, hyparquet would continue into the bytes after them.
    if (checkRuns(bytes, start, end, bitWidth(max), values) < values)
      throw new Error(`a page has levels for fewer than its ${values} values`);
    return end;
  };
  const repeated = check(getMaxRepetitionLevel(path), 0, told?.repetition_levels_byte_length);
  const definitions = told?.repetition_levels_byte_length ?? repeated;
  const start = check(
    getMaxDefinitionLevel(path),
    definitions,
    told?.definition_levels_byte_length,
  );
  return { definitions, start };
}

/** Checks all claims of a page before hyparquet reads it; returns the number of values that it states. */
function checkPage({ header, bytes }: Page, path: SchemaTree[], type: ParquetType, budget: Budget) {
  const { data_page_header: first, data_page_header_v2: second } = header;
  const data =
    header.type === 'DATA_PAGE'
      ? first
      : header.type === 'DATA_PAGE_V2'
        ? second
        : header.dictionary_page_header;
  if (!data) throw new Error('a page is of an unknown kind');
  const values = count(data.num_values);
  budget.check(values * costs.decoding + bytes.length, 'a page');
  if (data === header.dictionary_page_header) return values;
  if (second && count(second.num_nulls) > values)
    throw new Error('a page claims more nulls than values');
  const { definitions, start } = checkLevels(bytes, path, values, second);
  const isRle = data.encoding === 'RLE';
  if (isRle || data.encoding.endsWith('_DICTIONARY')) {
    // Booleans follow their length, one bit each; indices follow the number of bits per index.
    const isTruths = second ? isRle : type === 'BOOLEAN';
    const width = isTruths ? 1 : (bytes[start] ?? 0);
    checkRuns(bytes, start + (isTruths ? 4 : 1), bytes.length, width, values);
  } else if (data.encoding === 'DELTA_BYTE_ARRAY') {
    const nulls = second?.num_nulls ?? countNulls(bytes, definitions, path, values);
    if (values > nulls) checkTexts(bytes, start, values - nulls, budget);
  } else if (data.encoding.startsWith('DELTA_') && start < bytes.length) checkDeltas(bytes, start);
  return values;
}

function countNulls(bytes: Uint8Array, at: number, path: SchemaTree[], values: number): number {
  const most = getMaxDefinitionLevel(path);
  if (most === 0) return 0;
  const levels = new Array<number>(values);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  readRleBitPackedHybrid({ view, offset: at }, bitWidth(most), levels);
  return levels.filter((level) => level !== most).length;
}

/** Checks texts that share prefixes with the previous one, and so may be far longer than their stored part. */
function checkTexts(bytes: Uint8Array, start: number, count: number, budget: Budget): void {
  const shared = sumOfLengths(bytes, start, count);
  budget.keep(shared.sum, 'what its texts share');
  checkDeltas(bytes, shared.end);
}

/** The values of one column in one group of rows. */
export function readChunk(
  chunk: Uint8Array,
  meta: ColumnMetaData,
  path: SchemaTree[],
  rows: number,
  budget: Budget,
): DecodedArray[] {
  const { element } = path[path.length - 1] as SchemaTree;
  const decoder = {
    ...meta,
    pathInSchema: meta.path_in_schema,
    schemaPath: path,
    element,
    parsers,
    codec: 'UNCOMPRESSED' as const,
    utf8: kindOf(element) === 'ENUM', // others that are text say so
  };
  const kept = isBytes(element) ? costs.keptBytes : costs.kept;
  const isFlat = isFlatColumn(path);
  const found: DecodedArray[] = [];
  let dictionary: DecodedArray | undefined;
  let seen = 0;
  for (let at = 0; at < chunk.length - 1 && (!isFlat || seen < rows);) {
    const page = unpackPage(chunk, at, meta, budget);
    at = page.next;
    const values = checkPage(page, path, meta.type, budget);
    const view = new DataView(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength);
    const last = found.at(-1);
    const before = last?.length ?? 0;
    const { data } = readPage({ view, offset: 0 }, page.header, decoder, dictionary, last, 0);
    if (page.header.type === 'DICTIONARY_PAGE') {
      dictionary = data && convert(data, decoder);
      budget.keep(page.bytes.length + values * kept, 'a dictionary');
      continue;
    }
    budget.keep(page.bytes.length + values * (kept + costs.level * (path.length - 2)), 'its rows');
    if (!data) continue;
    if (data === last) seen += data.length - before;
    else {
      found.push(data);
      seen += data.length;
    }
  }
  return found;
}
