import { elementBytes, isDtype } from './dtype.ts';
import { safetensorsError } from './errors.ts';
import { isCount } from './is-count.ts';
import { isObject, parseJson } from './json-bounds.ts';
import { memoryFor } from './memory-budget.ts';
import { quoted } from './quoted.ts';
import type { TensorInfo } from './tensor-file.ts';

/** The format's own limit, which keeps a hostile file from filling the memory with JSON. */
const maxHeaderBytes = 100_000_000;

/** The most dimensions: no framework has arrays of more. */
const mostDimensions = 64;

/** The length of the header's JSON in bytes, from the file's first 8 bytes. */
export function headerLength(where: string, first: Uint8Array, fileBytes: number): number {
  const fail = (problem: string) => safetensorsError(where, problem);
  if (first.byteLength < 8) throw fail(`it is only ${fileBytes} bytes long`);
  const begins = new TextDecoder('latin1').decode(first.subarray(0, 8));
  if (begins === 'version ')
    throw fail('it is a pointer of Git LFS in place of the file: run git lfs pull');
  if (begins.startsWith('GGUF'))
    throw fail("it is a file of llama.cpp's (GGUF): give the safetensors that it was made from");
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes))
    throw fail(
      `it begins with ${quoted(begins)}, which would be a header of ${length} bytes, more than the ${maxHeaderBytes} allowed`,
    );
  if (length > BigInt(fileBytes - 8))
    throw fail(`its header claims ${length} bytes, but the file has only ${fileBytes}`);
  return Number(length);
}

function parseMetadata(where: string, value: unknown): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((entry) => typeof entry === 'string')) {
    throw safetensorsError(where, '__metadata__ is not a table of strings');
  }
  return value as Record<string, string>;
}

function parseTensor(where: string, name: string, value: unknown, dataStart: number): TensorInfo {
  const fail = (problem: string) => safetensorsError(where, `tensor ${quoted(name)} ${problem}`);
  if (!isObject(value)) throw fail('is not described by an object');
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
export function parseHeader(where: string, json: Uint8Array, fileBytes: number) {
  const fail = (problem: string) => safetensorsError(where, problem);
  const inHeader = (problem: string) => fail(`its header ${problem}`);
  const described = parseJson(json, memoryFor(fileBytes) - 2 * json.length, inHeader);
  if (!isObject(described)) throw inHeader('is not a JSON object');
  const dataStart = 8 + json.byteLength;
  const tensors = Object.keys(described)
    .filter((name) => name !== '__metadata__')
    .map((name) => [name, parseTensor(where, name, described[name], dataStart)] as const)
    .sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  let covered = dataStart;
  for (const [name, { start, end }] of tensors) {
    const fault = start < covered ? 'overlaps the one before it' : 'leaves a hole before it';
    if (start !== covered) throw fail(`tensor ${quoted(name)} ${fault}`);
    covered = end;
  }
  if (covered !== fileBytes)
    throw fail(`its tensors end at byte ${covered}, but the file has ${fileBytes} bytes`);
  return {
    /** In the order of their bytes. */
    tensors: new Map(tensors),
    metadata: parseMetadata(where, described['__metadata__'] ?? {}),
  };
}
