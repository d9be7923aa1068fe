import { elementBytes, isDtype } from './dtype.ts';
import { safetensorsError } from './errors.ts';
import { isCount } from './is-count.ts';
import { parseJson } from './json-bounds.ts';
import { duplicateName } from './json-names.ts';
import { memoryFor } from './memory-budget.ts';
import { quoted } from './quoted.ts';
import type { TensorInfo } from './tensor-file.ts';

export interface SafetensorsHeader {
  /** The tensors in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit, which keeps a hostile file from filling the memory with JSON. */
const maxHeaderBytes = 100_000_000;

/** The most dimensions: no framework has arrays of more. */
const mostDimensions = 64;

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The length of the header's JSON in bytes, from the file's first 8 bytes. */
export function headerLength(where: string, first: Uint8Array, fileBytes: number): number {
  if (first.byteLength < 8) throw safetensorsError(where, `it is only ${fileBytes} bytes long`);
  if (new TextDecoder().decode(first.subarray(0, 8)) === 'version ')
    throw safetensorsError(
      where,
      'it is a pointer of Git LFS in place of the file: run git lfs pull',
    );
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) {
    throw safetensorsError(
      where,
      `its header claims ${length} bytes, more than the ${maxHeaderBytes} allowed`,
    );
  }
  if (length > BigInt(fileBytes - 8)) {
    throw safetensorsError(
      where,
      `its header claims ${length} bytes, but the file has only ${fileBytes}`,
    );
  }
  return Number(length);
}

function parseFields(where: string, json: Uint8Array, fileBytes: number): Fields {
  const fail = (problem: string) => safetensorsError(where, `its header ${problem}`);
  const parsed = parseJson(json, memoryFor(fileBytes) - 2 * json.length, fail);
  if (!isFields(parsed)) throw safetensorsError(where, 'its header is not a JSON object');
  const twice = duplicateName(new TextDecoder().decode(json));
  if (twice !== undefined)
    throw safetensorsError(where, `its header holds the name ${quoted(twice)} twice`);
  return parsed;
}

function parseMetadata(where: string, value: unknown): Record<string, string> {
  if (!isFields(value) || !Object.values(value).every((entry) => typeof entry === 'string')) {
    throw safetensorsError(where, '__metadata__ is not a table of strings');
  }
  return value as Record<string, string>;
}

function parseTensor(where: string, name: string, value: unknown, dataStart: number): TensorInfo {
  const fail = (problem: string) => safetensorsError(where, `tensor ${quoted(name)} ${problem}`);
  if (!isFields(value)) throw fail('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw fail(`has the unknown type ${quoted(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw fail('has a shape that is not a list of whole numbers');
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw fail('has offsets that are not two whole numbers');
  }
  if (shape.length > mostDimensions)
    throw fail(`has ${shape.length} dimensions, at most ${mostDimensions} can be`);
  const [start, end] = offsets as [number, number];
  // A valid tensor has fewer than 2^53 bytes, so a rounded product can never equal the span by
  // chance: zeros are handled first, and without them a product only grows.
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  const bytes = count * elementBytes[dtype];
  if (!Number.isSafeInteger(bytes) || end - start !== bytes) {
    throw fail(
      `has shape [${shape.join(', ')}] of ${dtype}, which does not fill its bytes ${start} to ${end}`,
    );
  }
  return { dtype, shape, start: dataStart + start, end: dataStart + end };
}

/**
 * Checks a header against the format: every tensor has a known type and a shape that fills its
 * bytes, and together they cover the rest of the file exactly, without overlaps or gaps.
 *
 * @throws FormatError `FORMAT_SAFETENSORS`
 */
export function parseHeader(where: string, json: Uint8Array, fileBytes: number): SafetensorsHeader {
  const described = parseFields(where, json, fileBytes);
  const dataStart = 8 + json.byteLength;
  const tensors = Object.keys(described)
    .filter((name) => name !== '__metadata__')
    .map((name) => [name, parseTensor(where, name, described[name], dataStart)] as const)
    .sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  let covered = dataStart;
  for (const [name, { start, end }] of tensors) {
    if (start !== covered) {
      throw safetensorsError(
        where,
        `tensor ${quoted(name)} ${start < covered ? 'overlaps the one before it' : 'leaves a hole before it'}`,
      );
    }
    covered = end;
  }
  if (covered !== fileBytes) {
    throw safetensorsError(
      where,
      `its tensors end at byte ${covered}, but the file has ${fileBytes} bytes`,
    );
  }
  return {
    tensors: new Map(tensors),
    metadata: parseMetadata(where, described['__metadata__'] ?? {}),
  };
}
