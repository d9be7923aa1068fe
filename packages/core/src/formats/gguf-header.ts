import { ggufError, ggufType } from './errors.ts';
import { blockTypes, supportedBlocks, typeNames, type BlockType } from './gguf-blocks/index.ts';
import { GgufCursor } from './gguf-cursor.ts';
import { readMetadata, type GgufMetadata } from './gguf-metadata.ts';
import { quoted } from './quoted.ts';
import type { StoredTensor } from './tensor-file.ts';

/** A tensor of a GGUF file. */
export interface GgufTensor extends StoredTensor {
  readonly block: BlockType;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  /** The tensors in the file's order. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const magic = 0x46554747; // "GGUF"
const mostDimensions = 4;
/** The memory that we keep for a tensor, in bytes. */
const costOfTensor = 350;

interface Listed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly block: BlockType;
  /** The tensor's start, in bytes from the start of all tensors' data. */
  readonly offset: number;
  readonly bytes: number;
}

function readVersion(cursor: GgufCursor): number {
  if (cursor.u32('the magic number') !== magic)
    throw ggufError(cursor.where, 'it does not begin with "GGUF"');
  const version = cursor.u32('the version');
  if (version === 2 || version === 3) return version;
  throw ggufError(
    cursor.where,
    (version & 0xffff) === 0
      ? 'it is big-endian, and only little-endian files can be read'
      : `its version is ${version}, and only 2 and 3 can be read`,
  );
}

/** Dimensions are stored fastest first; the shape has rows first. */
function readTensor(cursor: GgufCursor, index: number): Listed {
  const name = cursor.text(`the name of tensor ${index}`);
  const what = `tensor ${quoted(name)}`;
  const fail = (problem: string) => ggufError(cursor.where, `${what} ${problem}`);
  cursor.keep(costOfTensor, what);
  const rank = cursor.u32(what);
  if (rank > mostDimensions) throw fail(`has ${rank} dimensions, at most ${mostDimensions} can be`);
  const shape = Array.from({ length: rank }, () =>
    cursor.count(`a dimension of ${what}`),
  ).reverse();
  const type = cursor.u32(what);
  const offset = cursor.count(`the offset of ${what}`);
  const block = blockTypes.get(type);
  if (!block) {
    const known = typeNames[type];
    if (known === undefined) throw fail(`has the unknown type ${type}`);
    throw ggufType(cursor.where, name, known, supportedBlocks);
  }
  // Rows are stored in whole blocks. An inexact product far exceeds any file's size.
  const row = shape.at(-1) ?? 1;
  if (row % block.numbers !== 0)
    throw fail(
      `has rows of ${row}, which do not divide into blocks of ${block.numbers}, as ${block.name} needs`,
    );
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  return { name, shape, block, offset, bytes: (count / block.numbers) * block.bytes };
}

function alignmentOf(where: string, metadata: GgufMetadata): number {
  const alignment = metadata.number('general.alignment') ?? 32;
  const isPower = Number.isInteger(alignment) && alignment > 0 && Math.log2(alignment) % 1 === 0;
  if (!isPower) throw ggufError(where, `general.alignment is ${alignment}, not a power of two`);
  return alignment;
}

/** Locates the tensors in the file, and checks that they are aligned, inside it, and do not overlap. */
function place({ where, at, fileBytes }: GgufCursor, alignment: number, listed: readonly Listed[]) {
  const dataStart = Math.ceil(at / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const { name, shape, block, offset, bytes } of listed) {
    const fail = (problem: string) => ggufError(where, `tensor ${quoted(name)} ${problem}`);
    const [start, end] = [dataStart + offset, dataStart + offset + bytes];
    if (tensors.has(name)) throw ggufError(where, `it holds the tensor ${quoted(name)} twice`);
    if (offset % alignment !== 0)
      throw fail(`begins at offset ${offset}, which is no multiple of ${alignment}`);
    if (end > fileBytes)
      throw fail(`would end at byte ${end}, but the file has only ${fileBytes} bytes`);
    tensors.set(name, { dtype: block.name, shape, start, end, block });
  }
  let covered = 0;
  const inOrder = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  for (const [name, { start, end }] of inOrder) {
    if (start < covered)
      throw ggufError(where, `tensor ${quoted(name)} overlaps the one before it`);
    covered = end;
  }
  return tensors;
}

/**
 * Checks a header against the format (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 *
 * @param bytes the first bytes of the file
 * @throws MoreNeeded when more of the file has to be read first
 * @throws FormatError `FORMAT_GGUF`; `FORMAT_GGUF_TYPE` for a tensor whose type cannot be read
 */
export function parseGgufHeader(where: string, bytes: Uint8Array, fileBytes: number): GgufHeader {
  const cursor = new GgufCursor(where, bytes, fileBytes);
  const version = readVersion(cursor);
  const tensors = cursor.count('the number of tensors');
  const metadata = readMetadata(cursor, cursor.count('the number of metadata keys'));
  cursor.fits(tensors, 8 + 4 + 4 + 8, 'the list of tensors');
  const listed = Array.from({ length: tensors }, (_, i) => readTensor(cursor, i));
  return { version, metadata, tensors: place(cursor, alignmentOf(where, metadata), listed) };
}
